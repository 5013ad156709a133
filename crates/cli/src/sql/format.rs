//! `sql format`: one layout for all statements.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Map, json};

use crate::args::{Global, SqlFormat};
use crate::failure::Failure;
use crate::output;

use super::input::{Inputs, Worst};

/// Prints each file in one layout, or rewrites it. With `--check` exit code 1 when one would change.
pub(crate) fn format(global: &Global, arguments: &SqlFormat) -> Result<ExitCode, Failure> {
    let files = &arguments.files.files;
    if arguments.write && files.iter().any(|path| path == Path::new("-")) {
        return Err(Failure::misuse("--write takes files; standard input cannot be rewritten."));
    }
    let inputs = Inputs::of(files, None)?;
    let mut worst = Worst::default();
    for (statement, path) in inputs.statements.iter().zip(files) {
        let Some(sql) = inputs.text(global, statement, &mut worst) else { continue };
        let laid_out = layout(sql);
        let changed = laid_out != sql;
        if arguments.write
            && changed
            && let Err(failure) = rewrite(path, &laid_out)
        {
            if files.len() == 1 {
                return Err(failure);
            }
            inputs.report(global, statement, &failure, &mut worst);
            continue;
        }
        worst.note(u8::from(arguments.check && changed));
        let prints = !arguments.write && !arguments.check;
        if global.json {
            let text = prints.then(|| ("sql".to_owned(), json!(laid_out)));
            inputs.print(statement, Map::from_iter([("changed".to_owned(), json!(changed))].into_iter().chain(text)));
        } else if prints {
            if files.len() > 1 {
                output::line(&format!("-- {}", statement.label));
            }
            output::text(&laid_out);
        } else if changed {
            let what = if arguments.write { "rewritten" } else { "would change" };
            output::line(&format!("{}: {what}", statement.label));
        }
    }
    Ok(worst.into())
}

/// The layout, with the line ends that the text has; LF where it has both, since texts in quotes keep their own.
fn layout(sql: &str) -> String {
    let laid_out = amc_sql::format(sql);
    let (pairs, all) = (sql.matches("\r\n").count(), sql.matches('\n').count());
    if pairs > 0 && pairs == all { laid_out.replace("\r\n", "\n").replace('\n', "\r\n") } else { laid_out }
}

/// Puts the text in the file's place at once, so that a full disk or a crash leaves the old one whole.
fn rewrite(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |e: &dyn std::fmt::Display| {
        Failure::new("cli.write", format!("{} cannot be written: {e}.", path.display()))
            .next("The file is as it was. See whether the folder can be written to and the disk has room.")
    };
    // A link stays one: what it leads to is rewritten.
    let target = std::fs::canonicalize(path).map_err(|e| failed(&e))?;
    let permissions = std::fs::metadata(&target).map_err(|e| failed(&e))?.permissions();
    if permissions.readonly() {
        return Err(failed(&"it is read-only"));
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|e| failed(&e))?;
    file.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
    file.as_file().set_permissions(permissions).map_err(|e| failed(&e))?;
    file.as_file().sync_all().map_err(|e| failed(&e))?;
    file.persist(&target).map_err(|e| failed(&e.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::layout;

    #[test]
    fn line_ends_stay_as_they_are() {
        assert_eq!(layout("select 1\r\n"), "SELECT\r\n  1\r\n");
        assert_eq!(layout("select 1\n"), "SELECT\n  1\n");
        assert_eq!(layout("select 'a\nb'\r\n"), "SELECT\n  'a\nb'\n");
        assert_eq!(layout(&layout("select 'a\r\nb' -- c\r\n")), layout("select 'a\r\nb' -- c\r\n"));
    }
}
