//! amc-client
