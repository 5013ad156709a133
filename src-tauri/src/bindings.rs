//! The TypeScript bindings, made from the list of commands.

#[cfg(test)]
mod tests {
    use std::path::Path;

    use specta_typescript::Typescript;
    use tauri::Wry;

    use crate::commands::{
        account, app, brand, catalog, dashboard, evidence, execution, kept, message, notice, profile, query, result,
        schedule, storage, workflow,
    };

    macro_rules! typed {
        (typed: [$($module:ident :: $name:ident),* $(,)?], raw: [$($raw_module:ident :: $raw:ident),* $(,)?]) => {
            tauri_specta::collect_commands![$($module::$name),*]
        };
    }

    fn rendered() -> String {
        let builder = tauri_specta::Builder::<Wry>::new()
            .commands(for_each_command!(typed))
            .typ::<workbench::Event>()
            .typ::<workbench::result::PageRequest>()
            // A type is the same in both directions; none here has a form of its own for reading.
            .disable_serde_phases()
            // Counts and UTC milliseconds stay below 2^53; 64-bit ids cross as text.
            .dangerously_cast_bigints_to_number();
        let file = tempfile::NamedTempFile::new().unwrap();
        builder
            .export(
                Typescript::default().header(
                    "// Generated from the list of commands: `make bindings`. Do not edit; a test compares it.\n",
                ),
                file.path(),
            )
            .unwrap();
        std::fs::read_to_string(file.path()).unwrap()
    }

    #[test]
    fn bindings_are_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.ts");
        let now = rendered();
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == now, "{} is not current: run `make bindings`", path.display());
    }
}
