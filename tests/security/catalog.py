"""Lints over PostgreSQL's own catalog: what every table, view and function must be like.

Each lint is a query that names what breaks it, so an empty answer is a pass.
"""

# Public law and the directory of tenants hold nothing of any tenant's work; the exchange's links
# are read by one audited function alone.
EXEMPT = {
    "alembic_version": "the number of the last migration",
    "tenant": "the directory of tenants, which every tenant may read",
    "exchange_link": "who may send to whom; the application's role cannot read it",
    "statute_section": "public law",
    "court": "public directory",
    "substance": "public law",
}
_EXEMPT = ", ".join(f"'{name}'" for name in EXEMPT)
_TABLES = f"""
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'casemgr' AND c.relkind IN ('r', 'p') AND c.relname NOT IN ({_EXEMPT})
"""
_POLICY = "FROM pg_policy p WHERE p.polrelid = c.oid"
_APP = "'casemgr_app'::regrole = ANY (p.polroles)"
_WALLED = "'(tenant_id = ( SELECT guard.tenant() AS tenant))'"
_CLEARED = (
    "'((compartments = ''{}''::text[])"
    " OR (compartments <@ ( SELECT guard.clearances() AS clearances)))'"
)

LINTS = {
    "every table has a tenant": f"""
        SELECT c.relname {_TABLES} AND NOT EXISTS (SELECT FROM pg_attribute a
          WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull)""",
    "row security is on": f"SELECT c.relname {_TABLES} AND NOT c.relrowsecurity",
    "row security binds the owner": f"SELECT c.relname {_TABLES} AND NOT c.relforcerowsecurity",
    "a restrictive wall stands for all commands": f"""
        SELECT c.relname {_TABLES} AND NOT EXISTS (SELECT {_POLICY} AND {_APP}
          AND NOT p.polpermissive AND p.polcmd = '*'
          AND pg_get_expr(p.polqual, c.oid) = {_WALLED}
          AND pg_get_expr(p.polwithcheck, c.oid) = {_WALLED})""",
    "no policy lets everybody in": f"""
        SELECT c.relname {_TABLES} AND EXISTS (SELECT {_POLICY} AND 0 = ANY (p.polroles))""",
    "compartments are checked where there are any": f"""
        SELECT c.relname {_TABLES} AND EXISTS (SELECT FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname = 'compartments')
          AND NOT EXISTS (SELECT {_POLICY} AND {_APP} AND NOT p.polpermissive AND p.polcmd = '*'
            AND pg_get_expr(p.polqual, c.oid) = {_CLEARED}
            AND pg_get_expr(p.polwithcheck, c.oid) = {_CLEARED})""",
    "what hangs on a case answers to the case": f"""
        SELECT c.relname {_TABLES} AND EXISTS (SELECT FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname = 'case_id')
          AND (SELECT count(*) {_POLICY} AND {_APP} AND p.polpermissive
            AND pg_get_expr(p.polqual, c.oid) LIKE '%(c.id = ' || c.relname || '.case_id)%')
          <> greatest(1, (SELECT count(*) {_POLICY} AND {_APP} AND p.polpermissive))""",
    "one rule alone lets the application in": f"""
        SELECT c.relname {_TABLES}
          AND (SELECT count(*) {_POLICY} AND {_APP} AND p.polpermissive) > 1""",
    "only audited functions see past the wall": f"""
        SELECT c.relname || ': ' || r.rolname {
        _TABLES.replace(
            "WHERE",
            '''
          JOIN pg_policy p ON p.polrelid = c.oid CROSS JOIN LATERAL unnest(p.polroles) AS held
          JOIN pg_roles r ON r.oid = held WHERE''',
            1,
        )
    }
          AND r.rolname NOT IN ('casemgr_app', 'casemgr_keeper', 'casemgr_courier',
            'casemgr_audit_writer')""",
    "keys name the tenant": f"""
        SELECT c.relname || '.' || k.conname {
        _TABLES.replace(
            "WHERE",
            '''
          JOIN pg_constraint k ON k.conrelid = c.oid WHERE''',
            1,
        )
    }
          AND k.contype IN ('p', 'u', 'f') AND NOT (SELECT attnum FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname = 'tenant_id') = ANY (k.conkey)""",
    "indexes lead with the tenant": f"""
        SELECT i.indexrelid::regclass::text {
        _TABLES.replace(
            "WHERE",
            '''
          JOIN pg_index i ON i.indrelid = c.oid WHERE''',
            1,
        )
    }
          AND i.indexrelid::regclass::text NOT IN
            ('casemgr.ix_job_due', 'casemgr.ix_sign_in_session_digest',
             -- whose words begin with the tenant; asked by an audited function alone
             'casemgr.ix_licence_words', 'casemgr.ix_licence_part')
          AND i.indkey[0] <> (SELECT attnum FROM pg_attribute a
            WHERE a.attrelid = c.oid AND a.attname = 'tenant_id')""",
    "the application owns nothing": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('casemgr', 'guard') AND pg_get_userbyid(c.relowner)
          IN ('casemgr_app', 'casemgr_operator')
        UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p
        WHERE pg_get_userbyid(p.proowner) IN ('casemgr_app', 'casemgr_operator')""",
    "all lies in the two schemas": """
        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (
          n.nspname !~ '^(pg_|information_schema$|casemgr$|guard$)'
          OR n.nspname = 'guard' AND c.relname <> 'key')""",
    "nobody but the owner may truncate or refer": """
        SELECT table_name || ': ' || grantee || ' ' || privilege_type
        FROM information_schema.role_table_grants WHERE table_schema IN ('casemgr', 'guard')
          AND privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
          AND grantee IN ('casemgr_app', 'casemgr_operator', 'PUBLIC')""",
    "the operator reads no table": """
        SELECT table_name FROM information_schema.role_table_grants
        WHERE table_schema IN ('casemgr', 'guard') AND grantee = 'casemgr_operator'""",
    "the signing key is the keeper's alone": """
        SELECT grantee FROM information_schema.column_privileges
        WHERE table_schema = 'guard' AND grantee NOT IN ('casemgr_keeper')""",
    "no materialised views": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('casemgr', 'guard') AND c.relkind = 'm'""",
    "views ask with the rights of who looks": """
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('casemgr', 'guard') AND c.relkind = 'v'
          AND NOT coalesce(c.reloptions, '{}') @> '{security_invoker=true}'""",
    "definer functions are the listed ones": """
        SELECT p.oid::regprocedure::text
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('casemgr', 'guard') AND p.prosecdef AND p.proname NOT IN
          ('context', 'person_of_session', 'person', 'write_audit', 'lease_job', 'renew_lease',
           'queue_depth', 'my_cases', 'deliver', 'answer', 'use_pack', 'wake_clocks',
           'find_licences', 'find_spellings', 'list_licences',
           'count_licences', 'look_across', 'investigations_elsewhere',
           'sounds_of', 'find_heard', 'find_misspelled')""",
    "no two functions share a name": """
        SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('casemgr', 'guard') GROUP BY proname HAVING count(*) > 1""",
    "definer functions belong to those who only keep them": """
        SELECT p.oid::regprocedure::text
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('casemgr', 'guard') AND p.prosecdef AND pg_get_userbyid(p.proowner)
          NOT IN ('casemgr_keeper', 'casemgr_courier', 'casemgr_audit_writer')""",
    "functions fix their search path": """
        SELECT p.oid::regprocedure::text
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname IN ('casemgr', 'guard')
          AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']""",
    "sessions make nothing of their own": """
        SELECT datname FROM pg_database WHERE datname = current_database()
          AND has_database_privilege('casemgr_app', oid, 'TEMP')""",
    "the guard's functions are not for everybody": """
        SELECT p.oid::regprocedure::text
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'guard' AND (p.proacl IS NULL
          OR EXISTS (SELECT FROM aclexplode(p.proacl) g WHERE g.grantee = 0))""",
    "roles are weak": """
        SELECT rolname FROM pg_roles WHERE rolname LIKE 'casemgr%'
          AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)""",
    "who signs in is a member of nothing": """
        SELECT pg_get_userbyid(roleid) FROM pg_auth_members
        WHERE member IN ('casemgr_app'::regrole, 'casemgr_operator'::regrole)""",
    "only two roles sign in": """
        SELECT rolname FROM pg_roles WHERE rolname LIKE 'casemgr%' AND rolcanlogin
          AND rolname NOT IN ('casemgr_app', 'casemgr_operator')""",
}

# What each lint must find: a statement, run as superuser and rolled back, that breaks the rule.
_SCRATCH = (
    "CREATE TABLE casemgr.scratch (tenant_id int NOT NULL, id uuid, PRIMARY KEY (tenant_id, id))"
)
_ON = "ALTER TABLE casemgr.scratch ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
_WALL = (
    "CREATE POLICY wall ON casemgr.scratch AS RESTRICTIVE TO casemgr_app USING"
    " (tenant_id = (SELECT guard.tenant())) WITH CHECK (tenant_id = (SELECT guard.tenant()))"
)
_OPEN = "CREATE POLICY open ON casemgr.task TO casemgr_app USING (true)"
_DEFINER = "CREATE FUNCTION guard.scratch() RETURNS int LANGUAGE sql"
_SAFE = "SET search_path = pg_catalog, pg_temp AS 'SELECT 1'"
_LOOSE = (
    "ALTER POLICY {policy} ON casemgr.{table} USING ({rule} OR true) WITH CHECK ({rule} OR true)"
)
BREACHES = {
    "every table has a tenant": "CREATE TABLE casemgr.scratch (id uuid)",
    "row security is on": _SCRATCH,
    "row security binds the owner": (
        f"{_SCRATCH}; ALTER TABLE casemgr.scratch ENABLE ROW LEVEL SECURITY"
    ),
    "a restrictive wall stands for all commands": f"{_SCRATCH}; {_ON}",
    "no policy lets everybody in": (
        f"{_SCRATCH}; CREATE POLICY open ON casemgr.scratch USING (true)"
    ),
    "compartments are checked where there are any": (
        f"{_SCRATCH}; ALTER TABLE casemgr.scratch ADD compartments text[]; {_ON}; {_WALL}"
    ),
    "what hangs on a case answers to the case": (
        f"{_SCRATCH}; ALTER TABLE casemgr.scratch ADD case_id uuid; {_ON}; {_WALL}"
    ),
    "only audited functions see past the wall": (
        f"{_SCRATCH}; CREATE POLICY open ON casemgr.scratch TO casemgr_operator USING (true)"
    ),
    "keys name the tenant": f"{_SCRATCH}; ALTER TABLE casemgr.scratch ADD UNIQUE (id)",
    "indexes lead with the tenant": f"{_SCRATCH}; CREATE INDEX ON casemgr.scratch (id)",
    "one rule alone lets the application in": _OPEN,
    "all lies in the two schemas": "CREATE TABLE public.scratch (id uuid)",
    "the application owns nothing": f"{_SCRATCH}; ALTER TABLE casemgr.scratch OWNER TO casemgr_app",
    "nobody but the owner may truncate or refer": (
        f"{_SCRATCH}; GRANT TRUNCATE ON casemgr.scratch TO casemgr_app"
    ),
    "the operator reads no table": (
        f"{_SCRATCH}; GRANT SELECT ON casemgr.scratch TO casemgr_operator"
    ),
    "the signing key is the keeper's alone": "GRANT SELECT ON guard.key TO casemgr_app",
    "no materialised views": "CREATE MATERIALIZED VIEW casemgr.scratch AS SELECT 1",
    "views ask with the rights of who looks": "CREATE VIEW casemgr.scratch AS SELECT 1",
    "definer functions are the listed ones": (f"{_DEFINER} SECURITY DEFINER {_SAFE}"),
    "no two functions share a name": (
        f"CREATE FUNCTION guard.person(int) RETURNS int LANGUAGE sql {_SAFE}"
    ),
    "definer functions belong to those who only keep them": f"{_DEFINER} SECURITY DEFINER {_SAFE}",
    "functions fix their search path": f"{_DEFINER} SET search_path = '' AS 'SELECT 1'",
    "sessions make nothing of their own": "DO $$ BEGIN EXECUTE format("
    "'GRANT TEMPORARY ON DATABASE %I TO casemgr_app', current_database()); END $$",
    "the guard's functions are not for everybody": f"{_DEFINER} {_SAFE}",
    "roles are weak": "ALTER ROLE casemgr_app BYPASSRLS",
    "who signs in is a member of nothing": "GRANT casemgr_courier TO casemgr_app",
    "only two roles sign in": "ALTER ROLE casemgr_owner LOGIN",
}
# More ways to break the same rules.
SUBTLER = [
    (
        "a restrictive wall stands for all commands",
        _LOOSE.format(policy="wall", table="party", rule="tenant_id = (SELECT guard.tenant())"),
    ),
    (
        "compartments are checked where there are any",
        _LOOSE.format(
            policy="cleared", table="party", rule="compartments <@ (SELECT guard.clearances())"
        ),
    ),
    ("what hangs on a case answers to the case", _OPEN),
    (
        "the application owns nothing",
        f"{_DEFINER} {_SAFE}; ALTER FUNCTION guard.scratch() OWNER TO casemgr_app",
    ),
    ("all lies in the two schemas", "CREATE TABLE guard.scratch (id uuid)"),
    ("the signing key is the keeper's alone", "GRANT SELECT (ipad) ON guard.key TO casemgr_app"),
    (
        "the guard's functions are not for everybody",
        "GRANT EXECUTE ON FUNCTION guard.describe(int, uuid) TO PUBLIC",
    ),
    ("roles are weak", "ALTER ROLE casemgr_app REPLICATION"),
]
