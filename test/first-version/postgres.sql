CREATE TABLE accounts (
    id text NOT NULL COLLATE pg_catalog."C",
    "dateCreated" text NOT NULL COLLATE pg_catalog."C",
    "dateLastModified" text NOT NULL COLLATE pg_catalog."C",
    "createdBy" text NOT NULL COLLATE pg_catalog."C",
    "lastModifiedBy" text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE ai_sessions (
    id text NOT NULL COLLATE pg_catalog."C",
    "dateCreated" text NOT NULL COLLATE pg_catalog."C",
    "dateLastModified" text NOT NULL COLLATE pg_catalog."C",
    "createdBy" text NOT NULL COLLATE pg_catalog."C",
    "lastModifiedBy" text NOT NULL COLLATE pg_catalog."C",
    "accountId" text COLLATE pg_catalog."C",
    purpose text COLLATE pg_catalog."C"
);
CREATE TABLE migrations (
    id integer NOT NULL,
    "timestamp" bigint NOT NULL,
    name character varying NOT NULL
);
CREATE SEQUENCE migrations_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE migrations_id_seq OWNED BY migrations.id;
CREATE TABLE users (
    id text NOT NULL COLLATE pg_catalog."C",
    "dateCreated" text NOT NULL COLLATE pg_catalog."C",
    "dateLastModified" text NOT NULL COLLATE pg_catalog."C",
    "createdBy" text NOT NULL COLLATE pg_catalog."C",
    "lastModifiedBy" text NOT NULL COLLATE pg_catalog."C",
    "userName" text NOT NULL COLLATE pg_catalog."C",
    "passwordHash" text NOT NULL COLLATE pg_catalog."C",
    roles text NOT NULL COLLATE pg_catalog."C"
);
ALTER TABLE ONLY migrations ALTER COLUMN id SET DEFAULT nextval('migrations_id_seq'::regclass);
INSERT INTO accounts VALUES ('01a21609-18fb-779e-bea6-9cdcf02955a5', '2026-11-26T04:07:04.699Z', '2026-11-26T04:07:04.699Z', 'admin', 'admin', 'Demo account');
INSERT INTO ai_sessions VALUES ('01a21609-2e16-705c-8c1c-a5c5b7b20beb', '2026-11-26T04:07:10.102Z', '2026-11-26T04:07:10.102Z', 'admin', 'admin', NULL, 'Stored by the first version');
INSERT INTO migrations VALUES (1, 1795305600000, 'FirstTables1795305600000');
INSERT INTO users VALUES ('01a21609-19bd-745b-944d-6bac2280f7c7', '2026-11-26T04:07:04.893Z', '2026-11-26T04:07:04.893Z', 'admin', 'admin', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$fSvRepJG9ZvAon0FoCluzw$3+566AyiYDDNE4jZ8eHxwxmBlQ+oqBl+CK0xa0MsxXI', '["SystemAdministrator"]');
SELECT pg_catalog.setval('migrations_id_seq', 1, true);
ALTER TABLE ONLY ai_sessions
    ADD CONSTRAINT "PK_4a05e88d377dad1c58c3cb95c04" PRIMARY KEY (id);
ALTER TABLE ONLY accounts
    ADD CONSTRAINT "PK_5a7a02c20412299d198e097a8fe" PRIMARY KEY (id);
ALTER TABLE ONLY migrations
    ADD CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id);
ALTER TABLE ONLY users
    ADD CONSTRAINT "PK_a3ffb1c0c8416b9fc6f907b7433" PRIMARY KEY (id);
CREATE INDEX ai_sessions_account ON ai_sessions USING btree ("accountId");
CREATE UNIQUE INDEX users_user_name ON users USING btree ("userName");
ALTER TABLE ONLY ai_sessions
    ADD CONSTRAINT ai_sessions_account_fk FOREIGN KEY ("accountId") REFERENCES accounts(id);
