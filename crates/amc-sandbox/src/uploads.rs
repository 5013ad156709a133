//! The tables that brands uploaded to their instances (`demo/uploads.json`, in Amazon's words).

use amc_sql::catalogue::ExtraTable;
use serde_json::Value;

const UPLOADS: &str = include_str!("../demo/uploads.json");

/// The uploaded tables of each instance that has some, by Amazon's id of the instance.
///
/// # Errors
/// A sentence for whoever edits the file.
pub(crate) fn by_instance() -> Result<Vec<(String, Vec<ExtraTable>)>, String> {
    let list: Vec<Value> = serde_json::from_str(UPLOADS).map_err(|error| format!("demo/uploads.json: {error}"))?;
    let mut found: Vec<(String, Vec<ExtraTable>)> = Vec::new();
    for upload in &list {
        let tables = ExtraTable::from_data_sources(&Value::Array(vec![upload.clone()]))
            .ok_or_else(|| format!("demo/uploads.json: no data source: {upload}"))?;
        let own = tables.into_iter().map(|table| ExtraTable { amazon: false, ..table });
        let own: Vec<ExtraTable> = own.collect();
        for id in upload["instances"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            match found.iter_mut().find(|(known, _)| known == id) {
                Some((_, tables)) => tables.extend(own.iter().cloned()),
                None => found.push((id.to_owned(), own.clone())),
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo;

    #[test]
    fn every_upload_belongs_to_an_instance_that_there_is_and_types_all_its_columns() {
        let accounts = demo::accounts().unwrap();
        let known: Vec<&str> = accounts.iter().flat_map(|a| &a.instances).map(|i| i.id.as_str()).collect();
        let uploads = by_instance().unwrap();
        assert!(!uploads.is_empty());
        for (id, tables) in uploads {
            assert!(known.contains(&id.as_str()), "{id}");
            for table in tables {
                assert!(!table.amazon && table.description.is_some(), "{}", table.name);
                for column in &table.columns {
                    assert!(column.data_type.is_some() && !column.description.is_empty(), "{}", column.name);
                }
            }
        }
    }
}
