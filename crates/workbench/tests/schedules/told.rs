//! What is told of schedules: what became of them, and what is to come.

use std::time::Duration;

use workbench::execution::Checkpoints;
use workbench::schedule::{NotifyWord, RuleSpec};

use super::support;
use super::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn news_are_slots_that_ended_as_the_schedule_tells_of_them_and_what_was_missed() {
    let world = World::start().await;
    let since = world.workbench.clock().now_millis();
    let quiet = world.add(|_| {}).await;
    let told = world
        .add(|spec| {
            spec.name = "Told".to_owned();
            spec.notify = NotifyWord::All;
        })
        .await;
    world.sleep_until_due(&told, 3 * 3600 + 600).await;
    world.all_ended(&told).await;
    world.clock.suspend(Duration::from_secs(60));
    world.all_ended(&quiet).await;
    let news = world.workbench.schedules().news(since).await.unwrap();
    assert_eq!(news.ended.iter().map(|slot| slot.name.as_str()).collect::<Vec<_>>(), ["Told"]);
    assert_eq!((news.ended[0].good, news.ended[0].runs, news.ended[0].succeeded), (1, 1, true));
    assert_eq!((news.missed, news.paused.len()), (6, 0));
    let people = world.workbench.executions().under_way_or_ended_since(since).await.unwrap();
    assert_eq!(people, [], "runs of slots are told of with their slots");
}

#[tokio::test(flavor = "multi_thread")]
async fn since_when_news_wait_is_kept_until_they_are_told() {
    let world = World::start().await;
    let schedules = world.workbench.schedules();
    assert_eq!(schedules.news_wait_since().await.unwrap(), None);
    schedules.let_news_wait(Some(1_772_700_000_000)).await.unwrap();
    let before = world.workbench.settings().current();
    world.workbench.shutdown().await;
    let sandbox = world.sandbox.description();
    let again = support::open(world.folder.path(), &world.clock, sandbox, Checkpoints::default()).await;
    assert_eq!(again.schedules().news_wait_since().await.unwrap(), Some(1_772_700_000_000));
    assert_eq!(again.settings().current(), before, "it is none of the settings");
    again.schedules().let_news_wait(None).await.unwrap();
    assert_eq!(again.schedules().news_wait_since().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ahead_are_the_slots_of_schedules_that_fire() {
    let world = World::start().await;
    let hourly = world.add(|_| {}).await;
    let three = world
        .add(|spec| {
            spec.name = "Three".to_owned();
            spec.rule = RuleSpec::Cron("30 * * * *".to_owned());
            spec.most_slots = Some(3);
        })
        .await;
    let ahead = world.workbench.schedules().ahead(3).await.unwrap();
    assert_eq!((ahead.next.len(), ahead.within_a_day), (3, 24 + 3));
    assert!(ahead.next.is_sorted_by_key(|slot| slot.nominal), "{ahead:?}");
    let first = world.workbench.schedules().get(&hourly).await.unwrap().summary;
    let own = ahead.next.iter().find(|slot| slot.name == "Impressions").unwrap();
    assert_eq!((Some(own.nominal), Some(&own.local)), (first.next_nominal, first.next_local.as_ref()));
    world.workbench.schedules().pause(vec![hourly]).await.unwrap();
    world.sleep_until_due(&three, 5).await;
    world.all_ended(&three).await;
    let ahead = world.workbench.schedules().ahead(3).await.unwrap();
    assert_eq!((ahead.next.len(), ahead.within_a_day), (2, 2), "one of three has been, and the other is paused");
}
