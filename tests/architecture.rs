//! Who may know whom (docs/ARCHITECTURE.md), read from Cargo's own description of the workspace, and rules on files that
//! no compiler checks.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Each workspace crate with the workspace crates it depends on outside tests.
fn knows() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".into()])
        .exec()
        .unwrap();
    let ours: BTreeSet<_> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    metadata
        .packages
        .iter()
        .map(|package| {
            let known = package
                .dependencies
                .iter()
                .filter(|d| d.kind != DependencyKind::Development && ours.contains(&d.name))
                .map(|d| d.name.clone())
                .collect();
            (package.name.to_string(), known)
        })
        .collect()
}

/// Each workspace crate with every library it names itself outside tests.
fn names() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(vec!["--offline".into()])
        .exec()
        .unwrap();
    metadata
        .packages
        .iter()
        .map(|p| {
            let named = p
                .dependencies
                .iter()
                .filter(|d| d.kind != DependencyKind::Development)
                .map(|d| d.name.clone())
                .collect();
            (p.name.to_string(), named)
        })
        .collect()
}

#[test]
fn crates_know_only_whom_the_architecture_allows() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("recomamp", &["workbench", "amc-sandbox"][..]),
        ("recomamp-cli", &["workbench", "amc-sandbox", "amc-sql", "amc-synthetic", "recurrence"][..]),
        ("workbench", &["amc-client", "amc-sql", "amc-synthetic", "recurrence"][..]),
        ("amc-sandbox", &["amc-sql", "amc-synthetic"][..]),
        ("amc-synthetic", &["amc-sql"][..]),
        ("amc-client", &[][..]),
        ("amc-sql", &[][..]),
        ("recurrence", &[][..]),
        ("dependencies", &[][..]),
    ]);
    for (package, known) in knows() {
        let may = allowed.get(package.as_str()).unwrap_or_else(|| panic!("{package} has no line in this test"));
        for other in known {
            assert!(may.contains(&other.as_str()), "{package} must not depend on {other}");
        }
    }
}

#[test]
fn only_the_shell_names_tauri() {
    for (package, named) in names() {
        if package == "recomamp" || package == "dependencies" {
            continue;
        }
        let tauri: Vec<_> = named.iter().filter(|n| n.starts_with("tauri")).collect();
        assert!(tauri.is_empty(), "{package} names {tauri:?}: what needs a window belongs to the shell");
    }
}

#[test]
fn recurrence_has_no_clock_and_no_io() {
    let named = names();
    for library in &named["recurrence"] {
        assert!(
            !["tokio", "sqlx", "reqwest", "datafusion", "workbench"].contains(&library.as_str()),
            "recurrence is pure: it must not name {library}"
        );
    }
    for file in rust_files(&root().join("crates/recurrence/src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for call in ["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "std::fs", "std::net"] {
            assert!(!text.contains(call), "{}: {call}, but time is an argument here", file.display());
        }
    }
}

#[test]
fn only_the_port_of_the_ui_imports_tauri() {
    for file in files(&root().join("ui/src"), &["ts", "tsx"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        let inside = file.strip_prefix(root()).unwrap().starts_with("ui/src/ipc");
        assert!(inside || !text.contains("@tauri-apps/"), "{} imports @tauri-apps outside ui/src/ipc", file.display());
    }
}

#[test]
fn the_ui_builds_no_html_from_text() {
    for file in files(&root().join("ui/src"), &["ts", "tsx"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        for sink in ["dangerouslySetInnerHTML", ".innerHTML", ".outerHTML", "insertAdjacentHTML", "document.write"] {
            assert!(!text.contains(sink), "{}: {sink}; remote text goes into text nodes", file.display());
        }
    }
}

#[test]
fn migrations_are_numbered_without_gaps() {
    let mut numbers: Vec<u32> = std::fs::read_dir(root().join("migrations"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".sql"))
        .map(|name| name.split('_').next().unwrap().parse().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=u32::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
}

#[test]
fn the_sqlite_engine_is_the_one_with_the_wal_fix() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let versions: Vec<_> = lock
        .split("[[package]]")
        .filter(|block| block.contains("name = \"libsqlite3-sys\""))
        .map(|block| block.lines().find(|l| l.starts_with("version")).unwrap().to_owned())
        .collect();
    assert_eq!(versions, ["version = \"0.37.0\""], "libsqlite3-sys 0.37.0 carries SQLite 3.51.3");
}

#[test]
fn the_fuzzers_try_the_libraries_that_are_shipped() {
    let packages = |file: &str| -> BTreeSet<String> {
        let text = std::fs::read_to_string(root().join(file)).unwrap();
        let packages = text.split("[[package]]").skip(1);
        // Name, version, source and checksum; which libraries each needs depends on what is asked of it.
        packages
            .map(|package| package.lines().take_while(|line| !line.starts_with("dependencies")).collect::<Vec<_>>())
            .map(|lines| lines.join("\n").trim().to_owned())
            .collect()
    };
    let ours = packages("Cargo.lock");
    let own = ["recomamp-fuzz", "libfuzzer-sys", "arbitrary"].map(|name| format!("name = \"{name}\""));
    let others: Vec<_> = packages("fuzz/Cargo.lock")
        .into_iter()
        .filter(|package| !ours.contains(package) && !own.iter().any(|name| package.starts_with(name)))
        .collect();
    assert!(others.is_empty(), "not those of Cargo.lock: make fuzz-lock\n{}", others.join("\n"));
}

#[test]
fn zbus_runs_on_its_own_executor() {
    // With zbus's tokio feature on anywhere, a keychain call on a tokio worker panics.
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--offline".into(), "--locked".into()])
        .exec()
        .unwrap();
    let resolve = metadata.resolve.as_ref().unwrap();
    let mut seen = 0;
    for node in &resolve.nodes {
        if metadata[&node.id].name.as_str() == "zbus" {
            seen += 1;
            assert!(!node.features.iter().any(|f| f.as_str() == "tokio"), "{} has the tokio feature", node.id);
        }
    }
    assert!(seen > 0, "zbus left the tree; this test has nothing to say any more");
}

#[test]
fn the_window_has_no_inspector_in_releases_and_no_plugin_that_reaches_out() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--offline".into(), "--locked".into()])
        .exec()
        .unwrap();
    let resolve = metadata.resolve.as_ref().unwrap();
    for node in &resolve.nodes {
        let package = &metadata[&node.id];
        match package.name.as_str() {
            "tauri" => {
                // Debug builds have it without the feature.
                assert!(!node.features.iter().any(|f| f.as_str() == "devtools"), "devtools would be in releases");
                assert!((package.version.major, package.version.minor) >= (2, 12), "CVE-2026-42184");
            }
            "tauri-plugin-shell" | "tauri-plugin-http" | "tauri-plugin-sql" | "tauri-plugin-websocket" => {
                panic!("{} gives the page what only Rust may do", package.name)
            }
            _ => {}
        }
    }
}

#[test]
fn the_npm_lock_file_names_the_native_packages_of_every_system() {
    // One written beside an installed node_modules names one system's, and `npm ci` refuses it on the others.
    let lock: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("ui/package-lock.json")).unwrap()).unwrap();
    let packages = lock["packages"].as_object().unwrap();
    for (path, package) in packages {
        let Some(wanted) = package["optionalDependencies"].as_object() else { continue };
        for name in wanted.keys() {
            let inside = format!("{path}/node_modules/{name}");
            assert!(
                packages.contains_key(&inside) || packages.contains_key(&format!("node_modules/{name}")),
                "{path} wants {name}, which the lock file lacks: make npm-lock"
            );
        }
    }
    for system in ["linux-x64", "darwin-arm64", "win32-x64"] {
        assert!(packages.keys().any(|path| path.contains(system)), "nothing for {system}: make npm-lock");
    }
}

#[test]
fn ignored_advisories_have_not_expired() {
    let text = std::fs::read_to_string(root().join("deny.toml")).unwrap();
    let today = chrono::Utc::now().date_naive();
    let mut seen = 0;
    for line in text.lines().filter(|l| l.contains("RUSTSEC-")) {
        let until = line.split("until ").nth(1).unwrap_or_else(|| panic!("no date in: {line}"));
        let day: chrono::NaiveDate = until[..10].parse().unwrap();
        assert!(today <= day, "look at this advisory again: {line}");
        seen += 1;
    }
    assert!(seen > 0);
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    files(folder, &["rs"])
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| endings.iter().any(|w| e == *w)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_terminal_program_keeps_its_data_where_the_window_does() {
    let config = std::fs::read_to_string(root().join("tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&config).unwrap();
    assert_eq!(config["identifier"], workbench::system::IDENTIFIER);
}
