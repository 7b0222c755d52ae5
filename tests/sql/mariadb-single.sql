/*M!999999\- enable the sandbox mode */ 
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `users` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(40) DEFAULT NULL COMMENT 'ask ann@example.com',
  `email` varchar(255) NOT NULL,
  `phone` varchar(5) DEFAULT 'x',
  `born` date NOT NULL,
  `ip` varbinary(16) DEFAULT NULL,
  `notes` text DEFAULT NULL,
  `meta` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(`meta`)),
  `zip` int(11) NOT NULL,
  `status` enum('new','it''s','old') NOT NULL DEFAULT 'new',
  `flags` set('a','b') DEFAULT NULL,
  `bits` bit(3) DEFAULT NULL,
  `money` decimal(10,2) DEFAULT NULL,
  `at` timestamp NOT NULL DEFAULT current_timestamp(),
  `key6` uuid DEFAULT NULL,
  `v4` inet4 DEFAULT NULL,
  `g` point DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='ask bob@example.com';
/*!40101 SET character_set_client = @saved_cs_client */;
INSERT INTO `users` VALUES (1,'Ann O\'Hara','ann@example.com','12345','1980-02-03',0x616E6E406578616D706C652E636F6D,'said \"call (212) 555-0142\"\nor bob@example.com\\','{\"email\": \"carl@example.com\", \"n\": 4111111111111111}',12345,'new','a,b',0x05,10.50,'2026-11-29 00:53:09','3f046514-eb8f-11f1-a0c6-02fc00000001','192.0.2.7',0x000000000101000000000000000000F03F0000000000000040);
INSERT INTO `users` VALUES (2,NULL,'bob@example.com',NULL,'1999-01-01',NULL,'','[]',0,'old',NULL,NULL,NULL,'2026-11-29 00:53:09',NULL,NULL,NULL);
/*!50003 SET @saved_cs_client      = @@character_set_client */ ;
/*!50003 SET @saved_cs_results     = @@character_set_results */ ;
/*!50003 SET @saved_col_connection = @@collation_connection */ ;
/*!50003 SET character_set_client  = utf8mb3 */ ;
/*!50003 SET character_set_results = utf8mb3 */ ;
/*!50003 SET collation_connection  = utf8mb3_general_ci */ ;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
/*!50003 SET sql_mode              = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER t BEFORE INSERT ON users FOR EACH ROW SET NEW.notes = IF(NEW.notes = 'eve@example.com', 'a;b', NEW.notes) 
*/;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
/*!50003 SET character_set_client  = @saved_cs_client */ ;
/*!50003 SET character_set_results = @saved_cs_results */ ;
/*!50003 SET collation_connection  = @saved_col_connection */ ;
SET @saved_cs_client     = @@character_set_client;
SET character_set_client = utf8mb4;
/*!50001 CREATE VIEW `v` AS SELECT
 NULL AS `id`,
 NULL AS `name`,
 NULL AS `email`,
 NULL AS `phone`,
 NULL AS `born`,
 NULL AS `ip`,
 NULL AS `notes`,
 NULL AS `meta`,
 NULL AS `zip`,
 NULL AS `status`,
 NULL AS `flags`,
 NULL AS `bits`,
 NULL AS `money`,
 NULL AS `at`,
 NULL AS `key6`,
 NULL AS `v4`,
 NULL AS `g` */;
SET character_set_client = @saved_cs_client;
/*!50001 DROP VIEW IF EXISTS `v`*/;
/*!50001 SET @saved_cs_client          = @@character_set_client */;
/*!50001 SET @saved_cs_results         = @@character_set_results */;
/*!50001 SET @saved_col_connection     = @@collation_connection */;
/*!50001 SET character_set_client      = utf8mb3 */;
/*!50001 SET character_set_results     = utf8mb3 */;
/*!50001 SET collation_connection      = utf8mb3_general_ci */;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
/*!50001 VIEW `v` AS select `users`.`id` AS `id`,`users`.`name` AS `name`,`users`.`email` AS `email`,`users`.`phone` AS `phone`,`users`.`born` AS `born`,`users`.`ip` AS `ip`,`users`.`notes` AS `notes`,`users`.`meta` AS `meta`,`users`.`zip` AS `zip`,`users`.`status` AS `status`,`users`.`flags` AS `flags`,`users`.`bits` AS `bits`,`users`.`money` AS `money`,`users`.`at` AS `at`,`users`.`key6` AS `key6`,`users`.`v4` AS `v4`,`users`.`g` AS `g` from `users` where `users`.`email` <> 'frank@example.com' */;
/*!50001 SET character_set_client      = @saved_cs_client */;
/*!50001 SET character_set_results     = @saved_cs_results */;
/*!50001 SET collation_connection      = @saved_col_connection */;
