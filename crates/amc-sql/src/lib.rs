//! amc-sql
