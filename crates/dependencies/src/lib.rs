//! See the manifest: this crate only names what the workspace depends on.
