//! Values in statements that bring no rows of a dump: passwords of accounts, defaults, bodies of functions, comments.

use super::*;

fn becomes(dialect: &str, sql: &str, wanted: &str) {
    assert_eq!(filtered(&["--input-format", dialect], sql), wanted);
}

#[test]
fn passwords_in_statements_go() {
    for (dialect, sql) in [
        (MYSQL, "SET PASSWORD FOR 'root'@'%' = 'Zqx7hunter2';\n"),
        (MYSQL, "SET PASSWORD = 'Zqx7hunter2';\n"),
        (MYSQL, "CHANGE MASTER TO MASTER_HOST='db', MASTER_PASSWORD='Zqx7hunter2';\n"),
    ] {
        becomes(dialect, sql, &sql.replace("Zqx7hunter2", "[PASSWORD]"));
    }
    let sql = "SET @first_name = 'Zorvane', @OLD_TIME_ZONE=@@TIME_ZONE;\n";
    becomes(MYSQL, sql, &sql.replace("Zorvane", "[PERSON_NAME]"));
    // What is no password stays.
    let sql =
        "CREATE TABLE t (password text) ENGINE=InnoDB COLLATE='utf8mb4_bin';\nSET time_zone = '+00:00';\n";
    becomes(MYSQL, sql, sql);
}

#[test]
fn a_default_is_a_value_of_its_column() {
    for (dialect, sql, made) in [
        (MYSQL, "CREATE TABLE x (n int, password varchar(30) DEFAULT 'Zqx7hunter2');\n", "'[PASSWORD]'"),
        (MYSQL, "CREATE TABLE x (n int, password varchar(9) DEFAULT 'Zqx7hunter2');\n", "''"),
        (MYSQL, "ALTER TABLE x ADD COLUMN password text DEFAULT ('Zqx7hunter2');\n", "'[PASSWORD]'"),
        (PG, "ALTER TABLE ONLY x ALTER COLUMN password SET DEFAULT 'Zqx7hunter2'::text;\n", "NULL"),
    ] {
        becomes(dialect, sql, &sql.replace("'Zqx7hunter2'", made));
    }
    let sql = "CREATE TABLE x (n int DEFAULT '0', password text, state text DEFAULT 'Zorvane');\n";
    becomes(MYSQL, sql, sql);
}

#[test]
fn lists_of_names_name_lists_of_values() {
    let sql = "UPDATE t SET (first_name, password) = ('Zorvane','Zqx7hunter2');\n";
    let marked = |sql: &str| sql.replace("Zorvane", "[PERSON_NAME]").replace("Zqx7hunter2", "[PASSWORD]");
    becomes(PG, sql, &marked(sql));
    for sql in [
        "-- INSERT INTO t (first_name, n) VALUES ('Zorvane', 1), ('Zorvane', 2);\nSELECT 1;\n",
        "/* UPDATE t SET first_name = 'Zorvane', n = 'x' */ SELECT 1;\n",
        "CREATE FUNCTION f() RETURNS void AS $$ BEGIN INSERT INTO t (n, first_name) VALUES (1, 'Zorvane'); END $$ LANGUAGE plpgsql;\n",
    ] {
        becomes(PG, sql, &marked(sql));
    }
    let sql = "DELIMITER ;;\nCREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN INSERT INTO u (n, first_name) VALUES ('x', \
               'Zorvane'); END ;;\nDELIMITER ;\n";
    becomes(MYSQL, sql, &marked(sql));
}

/// Where nothing says what columns are called, that is told, and what to do.
#[test]
fn rows_without_names_are_told() {
    for sql in [
        "INSERT INTO `customers` VALUES (1,\"Zorvane\"),(2,\"x\");\n",
        "CREATE TABLE customers (a int);\nALTER TABLE customers FROB x;\nINSERT INTO `customers` VALUES (1,\"Zorvane\"),(2,\"x\");\n",
        "CALL add_user('Zorvane','x');\nCALL add_user('y','x');\n",
    ] {
        let done = filter(&["--input-format", MYSQL], sql.as_bytes());
        assert_eq!((done.code, String::from_utf8_lossy(&done.stdout).as_ref()), (0, sql));
        assert!(done.said().contains("2 rows of SQL do not say"), "{}", done.said());
        assert!(
            done.said().contains("--complete-insert") && !done.said().contains("Zorvane"),
            "{}",
            done.said()
        );
    }
    let known = "CREATE TABLE t (a int);\nINSERT INTO t VALUES (1);\nINSERT INTO u (a) VALUES (1);\n";
    assert_eq!(filter(&["--input-format", MYSQL], known.as_bytes()).said(), "");
}

#[test]
fn what_a_field_is_compared_with_is_a_value_of_it() {
    let name = |dialect, sql: &str| becomes(dialect, sql, &sql.replace("Quillmark", "[PERSON_NAME]"));
    for sql in [
        "CREATE VIEW v AS SELECT * FROM t WHERE last_name = 'Quillmark';\n",
        "CREATE VIEW v AS SELECT t.a FROM t WHERE ((t.n = 1) AND ((t.last_name)::text = 'Quillmark'::text));\n",
        "CREATE UNIQUE INDEX i ON t USING btree (a) WHERE ((last_name)::character varying(9) = 'Quillmark'::text);\n",
        "CREATE TABLE t (a int, last_name text, b text DEFAULT 'x', CHECK ((last_name)::text <> 'Quillmark'), c text DEFAULT 'y');\n",
        "CREATE POLICY p ON t FOR SELECT USING (lower(last_name) LIKE 'Quillmark');\n",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (last_name IN ('Quillmark', 'Quillmark'));\n",
    ] {
        name(PG, sql);
    }
    name(MYSQL, "CREATE VIEW `v` AS select 1 from `t` where (`t`.`last_name` = _utf8mb4'Quillmark');\n");
    let sql = "CREATE TABLE t (a int ON UPDATE CASCADE, b text CHECK (last_name = ''), c text COMMENT 'Zorvane') ENGINE=InnoDB COMMENT='Zorvane';\n";
    becomes(MYSQL, sql, sql);
}

#[test]
fn options_and_settings_are_called_by_the_word_before_them() {
    for (dialect, sql) in [
        (PG, "CREATE USER MAPPING FOR x SERVER y OPTIONS (\"password\" 'Zqx7hunter2', n 'x');\n"),
        (PG, "ALTER USER MAPPING FOR x SERVER y OPTIONS (SET password 'Zqx7hunter2');\n"),
        (PG, "ALTER DATABASE d SET app.password TO 'Zqx7hunter2';\n"),
        (PG, "ALTER ROLE d SET app.first_name TO 'Zorvane';\n"),
        (MYSQL, "ALTER USER 'a'@'b' IDENTIFIED BY 'Zqx7hunter2' REPLACE 'Zqx7hunter2';\n"),
        (MYSQL, "CREATE USER 'a'@'b' IDENTIFIED VIA mysql_native_password USING 'Zqx7hunter2';\n"),
    ] {
        let wanted = sql.replace("Zqx7hunter2", "[PASSWORD]").replace("Zorvane", "[PERSON_NAME]");
        becomes(dialect, sql, &wanted);
    }
    let sql = "CHANGE MASTER TO MASTER_HOST='db', MASTER_USER='Zorvane';\n";
    becomes(MYSQL, sql, &sql.replace("Zorvane", "[USERNAME]"));
}
