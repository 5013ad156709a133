//! amc-sandbox
