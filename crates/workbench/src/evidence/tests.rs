//! Bundles that were made here, and what may come back of them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _};

use zip::ZipArchive;

use super::model::{EvidenceFile, Manifest};
use super::*;
use crate::query::ParameterValue;
use crate::result::{OutputColumn, ResultSummary, Zip, import};

struct Made {
    folder: tempfile::TempDir,
    bundle: PathBuf,
}

/// A bundle of three rows.
fn made() -> Made {
    let folder = tempfile::tempdir().unwrap();
    let (csv, parquet) = (folder.path().join("part.csv"), folder.path().join("kept.parquet"));
    std::fs::write(&csv, "campaign,spend\n=A1,1.50\nTrail,2.25\n\"x,y\",\n").unwrap();
    let column = |name: &str, data_type: &str| OutputColumn {
        name: name.to_owned(),
        data_type: data_type.to_owned(),
        threshold: "NONE".to_owned(),
    };
    let columns = [column("campaign", "STRING"), column("spend", "DECIMAL(10,2)")];
    let imported = import(&[csv], &columns, &parquet).unwrap();
    let facts = RunFacts {
        execution_id: "e-1".to_owned(),
        remote_id: Some("0d9d6c0e".to_owned()),
        name: "Reach by city".to_owned(),
        instance_name: "Kestrel US".to_owned(),
        amazon_instance_id: "amckestrel".to_owned(),
        account_id: "ENTITY1".to_owned(),
        marketplace: "US".to_owned(),
        window_words: "Sun 1 Feb to Sat 28 Feb 2026".to_owned(),
        first_day: "2026-02-01".to_owned(),
        last_day: "2026-02-28".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        steps: Vec::new(),
        data_gaps: Vec::new(),
    };
    let packed = Packed {
        facts,
        result: ResultSummary {
            row_count: 3,
            columns: imported.columns,
            size_bytes: 0,
            sha256: "ab".to_owned(),
            stored_at: 5,
        },
        sql: "SELECT campaign, SUM(spend) AS spend FROM t GROUP BY campaign".to_owned(),
        parameter_values: BTreeMap::from([("days".to_owned(), ParameterValue::Text("14".to_owned()))]),
        findings: Vec::new(),
        chart: Some("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned()),
        made_by: "0.1.0".to_owned(),
        made_at: 7,
    };
    let data_dir = folder.path().join("data");
    std::fs::create_dir(&data_dir).unwrap();
    let bundle = folder.path().join("reach.zip");
    pack::pack(&data_dir, &parquet, packed, &bundle).unwrap();
    Made { folder, bundle }
}

/// Every file of a bundle.
fn parts(bundle: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(bundle).unwrap())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut bytes = Vec::new();
            archive.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

fn write(bundle: &Path, parts: &BTreeMap<String, Vec<u8>>) {
    let mut out = BufWriter::new(File::create(bundle).unwrap());
    let mut zip = Zip::default();
    for (name, bytes) in parts {
        zip.start(&mut out, name).unwrap();
        zip.write(&mut out, bytes).unwrap();
    }
    zip.end(&mut out).unwrap();
    std::io::Write::flush(&mut out).unwrap();
}

/// The code of the refusal of a bundle that was changed so; nothing of it may be left.
fn refused(change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> String {
    let made = made();
    let mut all = parts(&made.bundle);
    change(&mut all);
    write(&made.bundle, &all);
    let root = made.folder.path().join("evidence");
    let error = unpack::unpack(&made.bundle, &root.join("id")).unwrap_err();
    assert!(std::fs::read_dir(&root).map_or(0, Iterator::count) == 0, "something is left of a refused bundle");
    error.code.into_owned()
}

fn change_manifest(all: &mut BTreeMap<String, Vec<u8>>, change: impl FnOnce(&mut Manifest)) {
    let mut manifest: Manifest = serde_json::from_slice(&all["manifest.json"]).unwrap();
    change(&mut manifest);
    all.insert("manifest.json".to_owned(), serde_json::to_vec(&manifest).unwrap());
}

fn entry<'m>(manifest: &'m mut Manifest, name: &str) -> &'m mut EvidenceFile {
    manifest.files.iter_mut().find(|file| file.name == name).unwrap()
}

fn hash(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    hex::encode(Sha256::digest(bytes))
}

#[test]
fn what_was_packed_is_what_is_opened() {
    let made = made();
    let folder = made.folder.path().join("evidence/id");
    let opened = unpack::unpack(&made.bundle, &folder).unwrap();
    assert_eq!(opened.sql, "SELECT campaign, SUM(spend) AS spend FROM t GROUP BY campaign");
    assert_eq!(opened.parameter_values["days"], ParameterValue::Text("14".to_owned()));
    assert_eq!(opened.manifest.run.window_words, "Sun 1 Feb to Sat 28 Feb 2026");
    assert!(opened.chart.unwrap().starts_with("<svg"));
    assert!(folder.join(PARQUET).is_file());

    let all = parts(&made.bundle);
    let text = |name: &str| String::from_utf8(all[name].clone()).unwrap();
    assert_eq!(text("result.csv"), "campaign,spend\r\n\"'=A1\",1.50\r\nTrail,2.25\r\n\"x,y\",\r\n");
    assert!(text("about.txt").contains("Reach by city") && text("about.txt").contains("result.parquet"));
    for file in &opened.manifest.files {
        assert_eq!(
            (file.bytes, &file.sha256),
            (all[&file.name].len() as u64, &hash(&all[&file.name])),
            "{}",
            file.name
        );
    }
}

#[test]
fn a_bundle_whose_parts_were_changed_is_refused() {
    for name in ["query.sql", "result.parquet", "result.csv", "about.txt", "chart.svg", "findings.json"] {
        let code = refused(|all| {
            let bytes = all.get_mut(name).unwrap();
            let last = bytes.last_mut().unwrap();
            *last ^= 1;
        });
        assert_eq!(code, "evidence.changed", "{name}");
    }
    assert_eq!(refused(|all| all.get_mut("query.sql").unwrap().push(b' ')), "evidence.changed");
    let left_out = |all: &mut BTreeMap<String, Vec<u8>>| {
        all.remove("result.csv");
    };
    assert_eq!(refused(left_out), "evidence.changed");
    let added = |all: &mut BTreeMap<String, Vec<u8>>| {
        all.insert("../../evil".to_owned(), b"x".to_vec());
    };
    assert_eq!(refused(added), "evidence.changed");
}

#[test]
fn a_bundle_that_vouches_for_other_rows_than_it_tells_of_is_refused() {
    let code = refused(|all| change_manifest(all, |manifest| manifest.result.row_count = 4));
    assert_eq!(code, "evidence.changed");
    let code = refused(|all| change_manifest(all, |manifest| manifest.result.columns[1].data_type = "LONG".to_owned()));
    assert_eq!(code, "evidence.changed");
    // Rows that are no Parquet, with a hash that is theirs.
    let code = refused(|all| {
        let rows = b"PAR1 no rows at all PAR1".to_vec();
        let (bytes, sha256) = (rows.len() as u64, hash(&rows));
        all.insert(PARQUET.to_owned(), rows);
        change_manifest(all, |manifest| {
            *entry(manifest, PARQUET) = EvidenceFile { name: PARQUET.to_owned(), bytes, sha256 };
        });
    });
    assert_eq!(code, "evidence.changed");
}

#[test]
fn what_is_no_bundle_or_one_of_a_newer_version_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let no_archive = folder.path().join("a.zip");
    std::fs::write(&no_archive, "PK but nothing else").unwrap();
    let code = |path: &Path| unpack::unpack(path, &folder.path().join("evidence/id")).unwrap_err().code.into_owned();
    assert_eq!(code(&no_archive), "evidence.none");
    assert_eq!(code(&folder.path().join("none.zip")), "evidence.none");
    write(&no_archive, &BTreeMap::from([("about.txt".to_owned(), b"a diagnostics bundle".to_vec())]));
    assert_eq!(code(&no_archive), "evidence.none");
    assert_eq!(refused(|all| change_manifest(all, |manifest| manifest.version = 2)), "evidence.newer");
    assert_eq!(
        refused(|all| change_manifest(all, |manifest| "other".clone_into(&mut manifest.format))),
        "evidence.none"
    );
}

#[test]
fn a_part_that_unpacks_to_more_than_it_says_is_not_read_to_its_end() {
    let code = refused(|all| {
        all.insert("about.txt".to_owned(), vec![0; 64 << 20]);
    });
    assert_eq!(code, "evidence.changed");
    let code = refused(|all| change_manifest(all, |manifest| entry(manifest, "result.csv").bytes = 13 << 30));
    assert_eq!(code, "evidence.too_large");
}
