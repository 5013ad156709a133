//! Budgets of a day: executions and minutes of a schedule, of an instance and of an account (R41 of the rules for schedules).
//! Everything that was started counts; only what nobody asked for by hand is held back.

use std::collections::HashMap;

use chrono::{DateTime, Local, NaiveTime, TimeZone as _, Utc};
use serde::Serialize;
use specta::Type;

use super::cost::Money;
use super::model::{ScheduleState, SlotOrigin};
use super::rows::{self, Outcome, Row, Spent, Waiting};
use super::service::{Reading, Schedules};
use crate::settings::DayBudget;
use crate::{Error, Result};

/// From this share on a budget is told before it is used up.
const WARNS_PERCENT: i64 = 80;
const MINUTE_MILLIS: i64 = 60_000;

/// Whose budget it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BudgetOwner {
    /// A schedule's own.
    Schedule,
    /// That of an instance.
    Instance,
    /// That of an account.
    Account,
}

/// What a budget counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum BudgetUnit {
    /// Executions that were started.
    Executions,
    /// Minutes for which they ran.
    Minutes,
}

/// How far a budget of today is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct BudgetUse {
    /// Whose it is.
    pub owner: BudgetOwner,
    /// Our id of the schedule or instance, Amazon's of the account.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it counts.
    pub unit: BudgetUnit,
    /// Used since midnight.
    pub used: u32,
    /// What it has a day.
    pub most: u32,
}

impl BudgetUse {
    /// Whether it is time to say so.
    pub fn warns(&self) -> bool {
        i64::from(self.used) * 100 >= i64::from(self.most) * WARNS_PERCENT
    }

    /// What to say, as in `Kestrel US has used 84 of its 100 executions of today.`
    pub fn words(&self) -> String {
        let unit = match self.unit {
            BudgetUnit::Executions => "executions",
            BudgetUnit::Minutes => "run-minutes",
        };
        format!("{} has used {} of its {} {unit} of today.", self.name, self.used, self.most)
    }
}

/// A budget with what is left of it.
struct Left {
    used: Spent,
    budget: DayBudget,
}

impl Left {
    /// Counts one more execution, unless there is no room for it.
    fn take(&mut self) -> bool {
        let room = self.unit_used_up().is_none();
        self.used.executions += i64::from(room);
        room
    }

    fn unit_used_up(&self) -> Option<(BudgetUnit, u32)> {
        let over = |most: Option<u32>, used: i64| most.filter(|most| used >= i64::from(*most));
        over(self.budget.executions, self.used.executions)
            .map(|most| (BudgetUnit::Executions, most))
            .or_else(|| over(self.budget.minutes, self.used.minutes()).map(|most| (BudgetUnit::Minutes, most)))
    }
}

/// The budgets of instances and accounts, as far as they are used. Read once for all that may begin at one time.
pub(super) struct Shared {
    instances: HashMap<String, Left>,
    accounts: HashMap<String, Left>,
    of_instance: DayBudget,
    of_account: DayBudget,
}

impl Shared {
    fn none() -> Self {
        Self {
            instances: HashMap::new(),
            accounts: HashMap::new(),
            of_instance: DayBudget::default(),
            of_account: DayBudget::default(),
        }
    }

    fn instance(&mut self, id: &str) -> &mut Left {
        let budget = self.of_instance;
        self.instances.entry(id.to_owned()).or_insert_with(|| Left { used: Spent::default(), budget })
    }

    fn account(&mut self, id: &str) -> &mut Left {
        let budget = self.of_account;
        self.accounts.entry(id.to_owned()).or_insert_with(|| Left { used: Spent::default(), budget })
    }

    /// Counts one more execution on an instance of an account; why that may not be, if it may not.
    fn take(&mut self, instance: (&str, &str), account: (&str, &str)) -> Option<Error> {
        if let Some((unit, most)) = self.instance(instance.0).unit_used_up() {
            return Some(used_up(&format!("The instance “{}”", instance.1), unit, most, IN_SETTINGS));
        }
        if let Some((unit, most)) = self.account(account.0).unit_used_up() {
            return Some(used_up(&format!("The account “{}”", account.1), unit, most, IN_SETTINGS));
        }
        self.instance(instance.0).take();
        self.account(account.0).take();
        None
    }
}

const IN_SETTINGS: &str = "Raise it in Settings, or wait for midnight there.";
const IN_SCHEDULE: &str = "Raise its budget, or wait for midnight in its zone.";

fn used_up(who: &str, unit: BudgetUnit, most: u32, next: &str) -> Error {
    let what = match unit {
        BudgetUnit::Executions => format!("started {most} executions today"),
        BudgetUnit::Minutes => format!("run for {most} minutes today"),
    };
    Error::new("SCH005", format!("{who} has {what}.")).next(next)
}

impl Schedules {
    /// The budgets of instances and accounts.
    pub(super) async fn shared_budgets(&self) -> Result<Shared> {
        let settings = self.parts.settings.current();
        let (of_instance, of_account) = (settings.instance_budget, settings.account_budget);
        if of_instance.is_none() && of_account.is_none() {
            return Ok(Shared::none());
        }
        let now = self.parts.clock.now();
        let since = midnight(settings.budget_time_zone.as_deref(), now);
        let mut shared = Shared { of_instance, of_account, ..Shared::none() };
        let spent =
            rows::spent_by_instance(self.parts.store.reader(), since.timestamp_millis(), now.timestamp_millis());
        for (instance, account, spent) in spent.await? {
            shared.instance(&instance).used = spent;
            let of_all = &mut shared.account(&account).used;
            of_all.executions += spent.executions;
            of_all.millis += spent.millis;
        }
        Ok(shared)
    }

    /// Those of `going` that may still start today. Of the others, backfills wait for a day with room, and leave room for the slots
    /// that are still to come today; the rest is left out.
    pub(super) async fn within_budget<'r>(
        &self,
        row: &Row,
        going: Vec<&'r Waiting>,
        shared: &mut Shared,
    ) -> Result<Vec<&'r Waiting>> {
        let now = self.parts.clock.now();
        let budget = DayBudget { executions: row.spec.executions_a_day, minutes: row.spec.minutes_a_day };
        let used = match budget.is_none() {
            true => Spent::default(),
            false => {
                let since = today(row, now)?.timestamp_millis();
                rows::spent_by_schedule(self.parts.store.reader(), &row.id, since, now.timestamp_millis()).await?
            }
        };
        let mut own = Left { used, budget };
        let mut money = self.money(row).await?;
        let mut within = Vec::new();
        for run in going {
            if run.origin == SlotOrigin::Manual {
                own.used.executions += 1;
                within.push(run);
                continue;
            }
            if run.origin == SlotOrigin::Backfill
                && let Some(most) = budget.executions
                && i64::from(most) - own.used.executions <= rest_of_today(row, now)?
            {
                continue;
            }
            let refusal = match own.unit_used_up() {
                Some((unit, most)) => Some(used_up("The schedule", unit, most, IN_SCHEDULE)),
                None => {
                    let place = self.parts.accounts.instance(&run.instance_row).await?.instance;
                    let of_others = shared.take((&place.id, &place.name), (&place.account_id, &place.account_name));
                    of_others.or_else(|| money.as_mut().and_then(Money::take))
                }
            };
            match refusal {
                None => {
                    own.take();
                    within.push(run);
                }
                Some(_) if run.origin == SlotOrigin::Backfill => {}
                Some(error) => self.end_waiting(run, Outcome::Skipped(error), None).await?,
            }
        }
        Ok(within)
    }

    /// How far the budgets of today are used: those of schedules that fire, and those of instances and accounts on which something was
    /// started. Those that are used most come first.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn budgets(&self) -> Result<Vec<BudgetUse>> {
        let reader = self.parts.store.reader();
        let now = self.parts.clock.now();
        let mut all = Vec::new();
        for row in rows::with_budget(reader).await? {
            let budget = DayBudget { executions: row.spec.executions_a_day, minutes: row.spec.minutes_a_day };
            let Ok(since) = today(&row, now) else { continue };
            let used =
                rows::spent_by_schedule(reader, &row.id, since.timestamp_millis(), now.timestamp_millis()).await?;
            let name = row.spec.name.clone();
            all.extend(uses(BudgetOwner::Schedule, &row.id, &name, Left { used, budget }));
        }
        let shared = self.shared_budgets().await?;
        if shared.instances.is_empty() && shared.accounts.is_empty() {
            return Ok(in_order(all));
        }
        let names = rows::names_of_instances(reader).await?;
        for (id, left) in shared.instances {
            let name = names.instances.get(&id).cloned().unwrap_or_default();
            all.extend(uses(BudgetOwner::Instance, &id, &name, left));
        }
        for (id, left) in shared.accounts {
            let name = names.accounts.get(&id).cloned().unwrap_or_default();
            all.extend(uses(BudgetOwner::Account, &id, &name, left));
        }
        Ok(in_order(all))
    }
}

/// Those that are used most first.
fn in_order(mut all: Vec<BudgetUse>) -> Vec<BudgetUse> {
    let share = |one: &BudgetUse| u64::from(one.used) * 1_000 / u64::from(one.most.max(1));
    all.sort_by(|a, b| share(b).cmp(&share(a)).then_with(|| a.name.cmp(&b.name)));
    all
}

fn uses(owner: BudgetOwner, id: &str, name: &str, left: Left) -> Vec<BudgetUse> {
    let one = |unit: BudgetUnit, most: Option<u32>, used: i64| {
        let used = u32::try_from(used).unwrap_or(u32::MAX);
        Some(BudgetUse { owner, id: id.to_owned(), name: name.to_owned(), unit, used, most: most? })
    };
    let Left { used, budget } = left;
    let both = [
        one(BudgetUnit::Executions, budget.executions, used.executions),
        one(BudgetUnit::Minutes, budget.minutes, used.minutes()),
    ];
    both.into_iter().flatten().collect()
}

impl Spent {
    /// Whole minutes.
    fn minutes(self) -> i64 {
        self.millis / MINUTE_MILLIS
    }
}

/// The first instant of the day in the schedule's zone.
fn today(row: &Row, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let zone = Reading::of(&row.spec)?.schedule.zone();
    Ok(recurrence::first_instant(now.with_timezone(&zone).date_naive(), zone).unwrap_or(now))
}

/// The first instant of the day in this zone, or in the computer's.
fn midnight(zone: Option<&str>, now: DateTime<Utc>) -> DateTime<Utc> {
    if let Some(zone) = zone.and_then(|zone| zone.parse::<chrono_tz::Tz>().ok()) {
        return recurrence::first_instant(now.with_timezone(&zone).date_naive(), zone).unwrap_or(now);
    }
    let day = now.with_timezone(&Local).date_naive().and_time(NaiveTime::MIN);
    Local.from_local_datetime(&day).earliest().map_or(now, |at| at.with_timezone(&Utc))
}

/// Executions that the slots to come want before the day ends in the schedule's zone.
fn rest_of_today(row: &Row, now: DateTime<Utc>) -> Result<i64> {
    if row.state != ScheduleState::On {
        return Ok(0);
    }
    let reading = Reading::of(&row.spec)?;
    let zone = reading.schedule.zone();
    let tomorrow =
        now.with_timezone(&zone).date_naive().succ_opt().and_then(|day| recurrence::first_instant(day, zone));
    let slots = reading.schedule.between(now, tomorrow.unwrap_or(now)).count();
    Ok(i64::try_from(slots * row.spec.instance_ids.len()).unwrap_or(i64::MAX))
}
