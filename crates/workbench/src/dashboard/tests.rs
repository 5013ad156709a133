use std::path::Path;

use super::*;
use crate::testing::TestClock;

fn widget(id: &str, sql: &str) -> Widget {
    Widget {
        id: id.to_owned(),
        kind: WidgetKind::Table,
        title: format!("Widget {id}"),
        sql: sql.to_owned(),
        chart: None,
        text: String::new(),
        width: 6,
        height: 4,
    }
}

fn words(id: &str) -> Widget {
    Widget { kind: WidgetKind::Text, text: "What to know".to_owned(), ..widget(id, "") }
}

fn spec(name: &str, widgets: Vec<Widget>) -> DashboardSpec {
    DashboardSpec { name: name.to_owned(), widgets, filters: Vec::new() }
}

async fn dashboards(dir: &Path) -> Dashboards {
    let store = Store::open(dir, "test", 0).await.unwrap();
    let clock: Arc<dyn Clock> = Arc::new(TestClock::new("2026-02-09T12:00:00Z".parse().unwrap()));
    let kept = KeptSql::new(store.clone(), clock.clone(), crate::result::Results::new(store.clone()));
    Dashboards::new(Parts { store, clock, events: Events::default(), kept })
}

fn files(dir: &Path) -> usize {
    std::fs::read_dir(dir.join(ROOT)).map_or(0, Iterator::count)
}

#[tokio::test]
async fn each_widget_keeps_what_its_query_brought_last_also_over_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let boards = dashboards(dir.path()).await;
    let id = boards.save(None, spec(" Weekly ", vec![widget("a", "SELECT 7 AS n"), words("t")]), None).await.unwrap();
    let new = boards.get(&id).await.unwrap();
    assert_eq!((new.spec.name.as_str(), new.rows.len()), ("Weekly", 1));
    assert!(new.rows[0].outdated && new.rows[0].rows_id.is_none());
    assert_eq!(boards.list().await.unwrap()[0].refreshed_at, None);

    let first = boards.refresh(&id, &[]).await.unwrap();
    let rows = &first.rows[0];
    assert!(!rows.outdated);
    assert_eq!((rows.result.as_ref().unwrap().row_count, rows.results, &rows.last_day), (1, 0, &None));
    assert_eq!(boards.list().await.unwrap()[0].refreshed_at, rows.read_at);
    let second = boards.refresh(&id, &["a".to_owned()]).await.unwrap();
    assert_ne!(second.rows[0].rows_id, rows.rows_id, "a page that is shown is never of other rows");
    assert_eq!(files(dir.path()), 1, "the earlier rows are gone");

    boards.parts.store.close(std::time::Duration::from_secs(5)).await;
    let boards = dashboards(dir.path()).await;
    boards.sweep().await.unwrap();
    assert_eq!(boards.get(&id).await.unwrap().rows, second.rows);
}

#[tokio::test]
async fn a_query_that_fails_leaves_its_earlier_rows_and_is_outdated_only_once_there_is_reason_to_try_again() {
    let dir = tempfile::tempdir().unwrap();
    let boards = dashboards(dir.path()).await;
    let broken = widget("b", "SELECT * FROM latest.\"Nothing\"");
    let id = boards.save(None, spec("Weekly", vec![widget("a", "SELECT 7 AS n"), broken]), None).await.unwrap();
    let told = boards.refresh(&id, &[]).await.unwrap();
    assert_eq!(told.rows[0].error, None);
    assert_eq!(told.rows[1].error.as_ref().unwrap().code, "kept.no_table");
    assert!(!told.rows[1].outdated, "the next try would meet the same");
    assert_eq!(boards.list().await.unwrap()[0].refreshed_at, None, "not all were");
    let whole = boards.refresh_whole(&id).await.unwrap_err();
    assert_eq!(whole.code, "dashboard.refresh");
    assert!(whole.message.starts_with("1 of 2 widgets of “Weekly” could not be refreshed: "), "{}", whole.message);

    // Another query: the rows of the earlier one are not shown for it.
    let changed = boards.get(&id).await.unwrap().changed_at;
    let other = spec("Weekly", vec![widget("a", "SELECT 'x' AS word")]);
    boards.save(Some(id.clone()), other, Some(changed)).await.unwrap();
    let after = boards.get(&id).await.unwrap();
    assert_eq!((after.rows.len(), after.rows[0].outdated, &after.rows[0].rows_id), (1, true, &None));

    // A file that somebody took away.
    let fresh = boards.refresh(&id, &[]).await.unwrap();
    std::fs::remove_file(boards.path(fresh.rows[0].rows_id.as_ref().unwrap())).unwrap();
    let without = boards.get(&id).await.unwrap();
    assert!(without.rows[0].outdated && without.rows[0].rows_id.is_none());
}

#[tokio::test]
async fn what_was_changed_in_the_meantime_is_not_overwritten_and_what_was_deleted_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let boards = dashboards(dir.path()).await;
    let id = boards.save(None, spec("Weekly", vec![]), None).await.unwrap();
    let seen = boards.get(&id).await.unwrap().changed_at;
    boards.save(Some(id.clone()), spec("Monthly", vec![]), Some(seen)).await.unwrap();
    let late = boards.save(Some(id.clone()), spec("Daily", vec![]), Some(seen)).await.unwrap_err();
    assert_eq!(late.code, "dashboard.changed");
    assert_eq!(boards.get(&id).await.unwrap().spec.name, "Monthly");
    assert_eq!(boards.save(None, spec("MONTHLY", vec![]), None).await.unwrap_err().code, "invalid");

    boards.set_deleted(&id, true).await.unwrap();
    assert_eq!(boards.get(&id).await.unwrap_err().code, "not_found");
    assert_eq!(boards.refresh(&id, &[]).await.unwrap_err().code, "not_found");
    boards.set_deleted(&id, false).await.unwrap();
    assert_eq!(boards.list().await.unwrap().len(), 1);
    boards.set_deleted(&id, true).await.unwrap();
    boards.sweep().await.unwrap();
    assert_eq!(boards.set_deleted(&id, false).await.unwrap_err().code, "not_found");
}

#[test]
fn what_no_window_could_lay_out_or_read_is_refused() {
    let refused = |spec: DashboardSpec| spec.tidy().unwrap_err().message;
    let one = |widget: Widget| spec("D", vec![widget]);
    assert_eq!(refused(spec(" ", vec![])), "A dashboard needs a name of at most 100 characters.");
    assert_eq!(refused(one(widget("a", " "))), "“Widget a” has no query.");
    assert_eq!(refused(one(widget("a/b", "SELECT 1"))), "This is no id of a widget.");
    let wide = Widget { width: 13, ..widget("a", "SELECT 1") };
    assert_eq!(refused(one(wide)), "“Widget a” is to take 1 to 12 columns and 1 to 24 rows.");
    let twice = spec("D", vec![widget("a", "SELECT 1"), words("a")]);
    assert_eq!(refused(twice), "Two widgets have the same id.");
    let many = spec("D", (0..51).map(|i| words(&i.to_string())).collect());
    assert_eq!(refused(many), "A dashboard has at most 50 widgets.");
    let long = Widget { text: "x".repeat(1 << 20), ..words("a") };
    assert_eq!(refused(one(long)), "The dashboard is too long to be kept (1 MiB).");
    assert!(spec("D", vec![widget("a", "SELECT 1"), words("t")]).tidy().is_ok());
}

#[test]
fn figures_grow_until_sales_are_no_more_attributed() {
    let today = "2026-03-05".parse().unwrap();
    assert_eq!(grows_until("2026-03-01", today).as_deref(), Some("2026-03-15"));
    assert_eq!(grows_until("2026-02-19", today), None);
}
