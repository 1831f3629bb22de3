-- Decision 022. What a person may ask of every store: a copy, and to be forgotten. Each service that holds something of people offers one function here,
-- `rights.<service>_export(uuid)`, made by its own migrations; the register alone may execute it, and nobody reads a foreign table.
create schema rights;
