//! Budgets of a day, of schedules, instances and accounts.

use std::time::Duration;

use workbench::schedule::{BudgetOwner, BudgetUnit, SlotState};
use workbench::settings::{DayBudget, Rates, Settings};

use super::world::World;

async fn set(world: &World, change: impl FnOnce(&mut Settings)) {
    let mut settings = world.workbench.settings().current();
    change(&mut settings);
    world.workbench.settings().update(settings).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instances_only_that_with_room_takes_the_slot() {
    let world = World::start().await;
    let one = world.instances[0].clone();
    let id = world.add(|spec| spec.instance_ids = world.instances[..2].to_vec()).await;
    let busy = world.add(|spec| spec.instance_ids = vec![one.clone()]).await;
    world.workbench.schedules().run_now(&busy).await.unwrap();
    world.all_ended(&busy).await;
    world.workbench.schedules().delete(vec![busy]).await.unwrap();
    // One execution so far, and a slot that is due within the hour: a day later, the count begins anew.
    set(&world, |settings| {
        settings.instance_budget = DayBudget { executions: Some(1), minutes: None };
        settings.budget_time_zone = Some(world.quiet_zone());
    })
    .await;
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    let of = |instance: &str| slots[0].runs.iter().find(|run| run.instance_id == instance).unwrap();
    assert_eq!(of(&world.instances[1]).state, SlotState::Succeeded);
    let left_out = of(&one);
    let why = left_out.reason.clone().unwrap();
    assert_eq!((left_out.state, &*why.code), (SlotState::Skipped, "SCH005"));
    assert!(why.message.contains("started 1 executions today") && why.next_step.is_some(), "{why:?}");

    // The newest slot that was missed takes the new day's room; one that is due just now, a little spread, may find none.
    let first = slots[0].nominal;
    world.clock.suspend(Duration::from_secs(24 * 3600));
    world.until(&id, |slots| slots.iter().any(|slot| slot.nominal > first && slot.state == SlotState::Succeeded)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_and_a_schedule_have_budgets_of_minutes_and_executions() {
    let world = World::start().await;
    let id = world
        .add(|spec| {
            spec.time_zone = world.quiet_zone();
            spec.minutes_a_day = Some(1);
        })
        .await;
    set(&world, |settings| {
        settings.account_budget = DayBudget { executions: Some(2), minutes: Some(600) };
        settings.budget_time_zone = Some(world.quiet_zone());
    })
    .await;
    world.workbench.schedules().run_now(&id).await.unwrap();
    world.all_ended(&id).await;
    let uses = world.workbench.schedules().budgets().await.unwrap();
    let kinds: Vec<_> = uses.iter().map(|one| (one.owner, one.unit, one.used)).collect();
    assert!(kinds.contains(&(BudgetOwner::Account, BudgetUnit::Executions, 1)), "{kinds:?}");
    assert!(kinds.contains(&(BudgetOwner::Schedule, BudgetUnit::Minutes, 0)), "{kinds:?}");
    assert!(!uses.iter().any(workbench::schedule::BudgetUse::warns), "{uses:?}");
    world.workbench.schedules().run_now(&id).await.unwrap();
    world.all_ended(&id).await;
    let uses = world.workbench.schedules().budgets().await.unwrap();
    assert!(uses[0].warns() && uses[0].words().ends_with("has used 2 of its 2 executions of today."), "{uses:?}");
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    let planned = slots.iter().find(|slot| slot.state == SlotState::Skipped).unwrap();
    assert!(planned.reason.as_ref().unwrap().message.starts_with("The account"), "{planned:?}");
    let before = world.runs();
    world.workbench.schedules().run_now(&id).await.unwrap();
    world.all_ended(&id).await;
    assert_eq!(world.runs(), before + 1, "a person is never held back");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_of_nothing_and_an_unknown_zone_are_refused() {
    let world = World::start().await;
    let mut settings = world.workbench.settings().current();
    settings.instance_budget.minutes = Some(0);
    assert_eq!(world.workbench.settings().update(settings.clone()).await.unwrap_err().code, "invalid");
    settings.instance_budget.minutes = None;
    settings.budget_time_zone = Some("Mars/Olympus".to_owned());
    assert!(world.workbench.settings().update(settings).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_keeps_to_its_limits_in_money_and_says_what_it_costs() {
    let world = World::start().await;
    set(&world, |settings| {
        settings.rates = Some(Rates { run: 2_000_000, minute: 0, gigabyte: 0, currency: "EUR".to_owned() });
    })
    .await;
    let id = world
        .add(|spec| {
            spec.time_zone = world.quiet_zone();
            spec.cost_a_month = Some(3_000_000);
        })
        .await;
    let dear = world
        .add(|spec| {
            spec.name = "Dear".to_owned();
            spec.cost_a_run = Some(1_990_000);
        })
        .await;
    world.workbench.schedules().run_now(&id).await.unwrap();
    world.all_ended(&id).await;
    let costs = world.workbench.schedules().costs().await.unwrap();
    let of = |id: &str| costs.iter().find(|one| one.id == id).unwrap().clone();
    assert_eq!((of(&id).runs, of(&id).cost), (1, Some(2_000_000)));
    assert_eq!((of(&dear).runs, of(&dear).cost, of(&dear).millis_a_run), (0, Some(0), None));
    assert_eq!(of(&id).projected_cost, of(&id).projected_runs.map(|runs| i64::from(runs) * 2_000_000));

    for (id, why) in
        [(&dear, "A run is expected to cost 2.00 EUR, and may cost 1.99 EUR."), (&id, "has cost 2.00 EUR this month")]
    {
        world.sleep_until_due(id, 5).await;
        let slots = world.until(id, |slots| slots.iter().any(|slot| slot.state == SlotState::Skipped)).await;
        let skipped = slots.iter().find(|slot| slot.state == SlotState::Skipped).unwrap();
        let reason = skipped.reason.clone().unwrap();
        assert_eq!(&*reason.code, "SCH005");
        assert!(reason.message.contains(why), "{}", reason.message);
    }
    assert_eq!(world.runs(), 1);

    // Without rates no money is told, and no limit of money holds.
    set(&world, |settings| settings.rates = None).await;
    assert!(world.workbench.schedules().costs().await.unwrap().iter().all(|one| one.cost.is_none()));
    world.sleep_until_due(&dear, 5).await;
    world.until(&dear, |slots| slots.iter().any(|slot| slot.state == SlotState::Succeeded)).await;
}
