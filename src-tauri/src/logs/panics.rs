//! A defect is told to the person once and written down with its place, never with its message, which may quote data.

use std::sync::atomic::{AtomicBool, Ordering};

/// From now on a panic writes one line to the log, and the first one calls `tell`. In debug builds it is printed as well.
pub(crate) fn heed_panics(tell: impl Fn() + Send + Sync + 'static) {
    let told = AtomicBool::new(false);
    let print = cfg!(debug_assertions).then(std::panic::take_hook);
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map_or_else(|| "unknown".to_owned(), |l| format!("{}:{}", l.file(), l.line()));
        let thread = std::thread::current().name().unwrap_or("unnamed").to_owned();
        tracing::error!(place, thread, "a part of RecomAMP broke");
        if let Some(print) = &print {
            print(panic);
        }
        if !told.swap(true, Ordering::SeqCst) {
            tell();
        }
    }));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn a_panic_is_logged_with_its_place_and_without_its_words_and_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let guard = crate::logs::start(folder.path()).unwrap();
        let told = Arc::new(AtomicUsize::new(0));
        let count = told.clone();
        heed_panics(move || {
            count.fetch_add(1, Ordering::SeqCst);
        });
        for _ in 0..2 {
            let broken = std::thread::Builder::new()
                .name("worker-7".to_owned())
                .spawn(|| assert!(std::hint::black_box(false), "Atza|canary"))
                .unwrap();
            assert!(broken.join().is_err());
        }
        let _ = std::panic::take_hook();
        drop(guard);
        let log = std::fs::read_to_string(crate::logs::folder(folder.path()).join("recomamp.log")).unwrap();
        let lines: Vec<_> = log.lines().filter(|l| l.contains("a part of RecomAMP broke")).collect();
        assert_eq!(lines.len(), 2, "{log}");
        assert!(lines.iter().all(|l| l.contains("panics.rs:") && l.contains("worker-7")), "{log}");
        assert!(!log.contains("canary"), "{log}");
        assert_eq!(told.load(Ordering::SeqCst), 1);
    }
}
