--
-- PostgreSQL database dump
--

\restrict J0K5lhfLmDtQc0JcNvbLnvSOiP8UuK0RDV9oYFJ4uGscjhldWAaMa6ZD042Fre2

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: mail; Type: DOMAIN; Schema: public; Owner: obelus
--

CREATE DOMAIN public.mail AS text;


ALTER DOMAIN public.mail OWNER TO obelus;

--
-- Name: mood; Type: TYPE; Schema: public; Owner: obelus
--

CREATE TYPE public.mood AS ENUM (
    'ok',
    'bad'
);


ALTER TYPE public.mood OWNER TO obelus;

--
-- Name: f(); Type: FUNCTION; Schema: public; Owner: obelus
--

CREATE FUNCTION public.f() RETURNS text
    LANGUAGE sql
    AS $$ SELECT 'eve@example.com'::text $$;


ALTER FUNCTION public.f() OWNER TO obelus;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: users; Type: TABLE; Schema: public; Owner: obelus
--

CREATE TABLE public.users (
    id integer NOT NULL,
    name character varying(40),
    email text NOT NULL,
    phone character varying(5),
    born date NOT NULL,
    ip inet NOT NULL,
    notes text,
    meta jsonb NOT NULL,
    zip integer NOT NULL,
    m public.mood DEFAULT 'ok'::public.mood,
    tags text[],
    raw bytea,
    key uuid NOT NULL,
    m2 public.mail,
    ok boolean NOT NULL,
    sal numeric(10,2)
);


ALTER TABLE public.users OWNER TO obelus;

--
-- Name: TABLE users; Type: COMMENT; Schema: public; Owner: obelus
--

COMMENT ON TABLE public.users IS 'ask ann@example.com';


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: obelus
--

CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.users_id_seq OWNER TO obelus;

--
-- Name: users_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: obelus
--

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;


--
-- Name: v; Type: VIEW; Schema: public; Owner: obelus
--

CREATE VIEW public.v AS
 SELECT users.id,
    users.name,
    users.email,
    users.phone,
    users.born,
    users.ip,
    users.notes,
    users.meta,
    users.zip,
    users.m,
    users.tags,
    users.raw,
    users.key,
    users.m2,
    users.ok,
    users.sal
   FROM public.users
  WHERE (users.email <> 'frank@example.com'::text);


ALTER TABLE public.v OWNER TO obelus;

--
-- Name: users id; Type: DEFAULT; Schema: public; Owner: obelus
--

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: obelus
--

INSERT INTO public.users (id, name, email, phone, born, ip, notes, meta, zip, m, tags, raw, key, m2, ok, sal) VALUES
	(1, 'Ann O''Hara', 'ann@example.com', '12345', '1980-02-03', '192.0.2.7', 'tab	here
new \ line bob@example.com', '{"n": 4111111111111111, "email": "carl@example.com"}', 12345, 'ok', '{a,dan@example.com}', '\x616e6e406578616d706c652e636f6d', '6f1e1c1e-0000-4000-8000-000000000001', 'x@example.com', true, 10.50),
	(2, NULL, 'b@example.com', NULL, '1980-02-03', '2001:db8::1', '', '[]', 1, NULL, NULL, NULL, '6f1e1c1e-0000-4000-8000-000000000002', NULL, false, NULL);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: obelus
--

SELECT pg_catalog.setval('public.users_id_seq', 2, true);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: obelus
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: obelus
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict J0K5lhfLmDtQc0JcNvbLnvSOiP8UuK0RDV9oYFJ4uGscjhldWAaMa6ZD042Fre2

