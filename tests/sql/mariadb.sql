/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: shop
-- ------------------------------------------------------
-- Server version	10.11.6-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;

--
-- Table structure for table `users`
--

DROP TABLE IF EXISTS `users`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8 */;
CREATE TABLE `users` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(40) DEFAULT NULL COMMENT 'ask ann@example.com',
  `email` varchar(255) NOT NULL,
  `phone` varchar(5) DEFAULT 'x',
  `born` date DEFAULT NULL,
  `ip` varbinary(16) DEFAULT NULL,
  `notes` text,
  `meta` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`meta`)),
  `zip` int NOT NULL,
  `status` enum('new','it''s','old') NOT NULL DEFAULT 'new',
  PRIMARY KEY (`id`),
  UNIQUE KEY `email` (`email`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4;
/*!40101 SET character_set_client = @saved_cs_client */;

LOCK TABLES `users` WRITE;
/*!40000 ALTER TABLE `users` DISABLE KEYS */;
INSERT INTO `users` VALUES
(1,'Ann O\'Hara','ann@example.com','+1 212 555 0142','1980-02-03',0x616e6e406578616d706c652e636f6d,'said \"call (212) 555-0142\"\nor bob@example.com\\','{\"email\": \"carl@example.com\", \"n\": 4111111111111111}',12345,'new'),
(2,'Bob','bob@example.com',NULL,NULL,_binary 'dan@example.com',NULL,'[1]',0,'old'),
(3,'It''s','x','y','2001-01-01',NULL,'a;b,(c) -- d /* e','{}',-7,'old');
/*!40000 ALTER TABLE `users` ENABLE KEYS */;
UNLOCK TABLES;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`192.0.2.7`*/ /*!50003 TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN
  IF NEW.email = 'eve@example.com' THEN SET NEW.email = 'x'; END IF;
END */;;
DELIMITER ;
UPDATE users SET email='frank@example.com', name = 'Frank Miller' WHERE id=5;
-- Dump completed on 2024-01-01 10:00:00 by gus@example.com
