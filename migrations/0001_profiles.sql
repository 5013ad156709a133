-- Profiles, what they can reach, settings and open tabs. Instants are UTC milliseconds; ids are UUIDv7 as text.
-- No secret is kept here: refresh tokens and client secrets live in the keychain.

CREATE TABLE profile (
    id            TEXT NOT NULL PRIMARY KEY,
    kind          TEXT NOT NULL CHECK (kind IN ('amazon', 'sandbox')),
    name          TEXT NOT NULL,
    region        TEXT NOT NULL CHECK (region IN ('NA', 'EU', 'FE')),
    client_id     TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('signed_in', 'sign_in_required', 'signed_out')),
    message       TEXT,
    secret_store  TEXT NOT NULL CHECK (secret_store IN ('keychain', 'memory')),
    -- Only a sandbox has addresses of its own; those of Amazon follow from the region and from nothing else.
    authorize_url TEXT,
    token_url     TEXT,
    api_url       TEXT,
    created_at    INTEGER NOT NULL,
    -- A removed profile stays as a row, since executions go on referring to its instances.
    removed_at    INTEGER,
    CHECK ((kind = 'sandbox') = (api_url IS NOT NULL AND token_url IS NOT NULL AND authorize_url IS NOT NULL))
) STRICT;

CREATE TABLE account (
    id             TEXT NOT NULL PRIMARY KEY,
    profile_id     TEXT NOT NULL REFERENCES profile (id),
    account_id     TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    name           TEXT NOT NULL,
    refreshed_at   INTEGER NOT NULL,
    vanished_at    INTEGER,
    UNIQUE (profile_id, account_id, marketplace_id)
) STRICT;

CREATE TABLE instance (
    id                TEXT NOT NULL PRIMARY KEY,
    account_row       TEXT NOT NULL REFERENCES account (id),
    instance_id       TEXT NOT NULL,
    name              TEXT NOT NULL,
    instance_type     TEXT NOT NULL,
    creation_status   TEXT NOT NULL,
    has_dsp           INTEGER NOT NULL CHECK (has_dsp IN (0, 1)),
    has_sponsored_ads INTEGER NOT NULL CHECK (has_sponsored_ads IN (0, 1)),
    refreshed_at      INTEGER NOT NULL,
    vanished_at       INTEGER,
    UNIQUE (account_row, instance_id)
) STRICT;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE query_tab (
    id               TEXT NOT NULL PRIMARY KEY,
    title            TEXT NOT NULL,
    sql              TEXT NOT NULL,
    position         INTEGER NOT NULL,
    instance_ids     TEXT NOT NULL,
    window           TEXT NOT NULL,
    parameter_values TEXT NOT NULL,
    updated_at       INTEGER NOT NULL
) STRICT;
