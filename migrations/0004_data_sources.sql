-- What an instance last said of the tables that its queries can read. A copy: without it the built-in catalogue is asked alone.

CREATE TABLE data_source_list (
    instance_row TEXT NOT NULL PRIMARY KEY REFERENCES instance (id),
    -- A list of data sources as Amazon writes them. Of Amazon's own tables only the columns that need saying.
    sources      TEXT NOT NULL,
    read_at      INTEGER NOT NULL
) STRICT;
