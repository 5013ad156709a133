//! Lists the dataset files for `catalogue`, so that a new file is picked up without touching code.

use std::{
    env, fs,
    io::{Error, Write},
    path::PathBuf,
};

fn main() -> Result<(), Error> {
    let folder = var("CARGO_MANIFEST_DIR")?.join("..").join("..").join("amc_dataset");
    println!("cargo::rerun-if-changed={}", folder.display());

    let mut names = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name().into_string().map_err(|_| Error::other("a dataset file name is not UTF-8"))?;
        if name.ends_with(".md") {
            names.push(name);
        }
    }
    names.sort();

    let mut list = fs::File::create(var("OUT_DIR")?.join("dataset.rs"))?;
    writeln!(list, "pub(super) static FILES: &[(&str, &str)] = &[")?;
    for name in names {
        let path = folder.join(&name).display().to_string();
        println!("cargo::rerun-if-changed={path}");
        writeln!(list, "    ({name:?}, include_str!({path:?})),")?;
    }
    writeln!(list, "];")
}

fn var(name: &str) -> Result<PathBuf, Error> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| Error::other(format!("{name} is not set")))
}
