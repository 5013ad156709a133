//! Saved queries: versions, finding them, the schedules that run them, and their copies at Amazon.

use amc_client::{Workflow, WorkflowDefinition, WorkflowId};
use workbench::execution::SubmitRequest;
use workbench::query::{ParameterValue, WindowSpec};
use workbench::schedule::{MisfireWord, ScheduleState, SlotState};
use workbench::workflow::{
    ImportOutcome, LastRunTest, RemoteState, ScheduleTest, TextTest, WorkflowFile, WorkflowFilter, WorkflowQuery,
    WorkflowSort, WorkflowSpec, WorkflowStatus, Workflows,
};

use super::support;
use super::world::World;

const SQL: &str = "SELECT campaign, SUM(impressions) AS impressions FROM sponsored_ads_traffic GROUP BY campaign";

fn spec(name: &str, sql: &str, instances: &[String]) -> WorkflowSpec {
    WorkflowSpec {
        name: name.to_owned(),
        description: String::new(),
        sql: sql.to_owned(),
        parameter_values: [].into(),
        instance_ids: instances.to_vec(),
        window: WindowSpec::LastDays { days: 20 },
        tags: Vec::new(),
        status: WorkflowStatus::Active,
    }
}

async fn names(workflows: &Workflows, query: WorkflowQuery) -> Vec<String> {
    let page = workflows.list(&query).await.unwrap();
    let ids = workflows.ids(&query).await.unwrap();
    assert_eq!(page.total as usize, ids.len());
    page.workflows.into_iter().map(|one| one.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_of_a_query_is_a_version_that_can_be_brought_back() {
    let world = World::start().await;
    let workflows = world.workbench.workflows();
    let first = spec(" Impressions ", SQL, &world.instances[..1]);
    let id = workflows.create(first.clone()).await.unwrap();
    let second = WorkflowSpec { sql: format!("{SQL} -- two"), ..first.clone() };
    assert_eq!(workflows.update(&id, 1, second.clone()).await.unwrap(), 2);
    let stale = workflows.update(&id, 1, first.clone()).await.unwrap_err();
    assert_eq!(stale.code, "workflow.changed", "it was read before the other change");
    // Tags and status are no version's business.
    workflows.tag(vec![id.clone()], vec!["Weekly".into(), "weekly".into()], Vec::new()).await.unwrap();
    workflows.set_status(vec![id.clone()], WorkflowStatus::Archived).await.unwrap();
    let detail = workflows.get(&id).await.unwrap();
    assert_eq!((detail.summary.version, detail.spec.tags.clone()), (2, vec!["Weekly".to_owned()]));
    assert_eq!(detail.spec.name, "Impressions");
    let versions = workflows.versions(&id).await.unwrap();
    assert_eq!(
        versions.iter().map(|one| (one.version, one.changed.clone())).collect::<Vec<_>>(),
        [(2, vec!["query".to_owned()]), (1, vec![])]
    );
    let old = workflows.at(&id, 1).await.unwrap();
    let back = WorkflowSpec { tags: detail.spec.tags, status: detail.spec.status, ..old };
    assert_eq!(workflows.update(&id, 2, back).await.unwrap(), 3);
    assert_eq!(workflows.get(&id).await.unwrap().spec.sql, SQL);

    // A deleted one is gone until it is brought back, with all its versions.
    workflows.delete(vec![id.clone()]).await.unwrap();
    assert_eq!(workflows.get(&id).await.unwrap_err().code, "not_found");
    assert_eq!(workflows.update(&id, 3, first).await.unwrap_err().code, "not_found");
    workflows.restore(vec![id.clone()]).await.unwrap();
    assert_eq!(workflows.versions(&id).await.unwrap().len(), 3);
    let copies = workflows.duplicate(&[id]).await.unwrap();
    let copy = workflows.get(&copies[0]).await.unwrap();
    assert_eq!((copy.spec.name.as_str(), copy.spec.status), ("Impressions (copy)", WorkflowStatus::Draft));
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workflows_are_found_by_what_they_are_and_by_what_became_of_their_runs() {
    let world = World::start().await;
    let workflows = world.workbench.workflows();
    let add = async |name: &str, sql: &str, tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        workflows.create(WorkflowSpec { tags, ..spec(name, sql, &world.instances[..1]) }).await.unwrap()
    };
    let ran = add("Ärzte", SQL, &["tier-1"]).await;
    add("beta", "SELECT city_NAME FROM t", &["tier-1", "daily"]).await;
    add("Gamma", SQL, &[]).await;
    let request = SubmitRequest {
        name: "Ärzte".to_owned(),
        workflow_id: Some(ran.clone()),
        ..support::request(&world.instances[0], "")
    };
    let runs = world.workbench.executions().submit(request.clone()).await.unwrap();
    support::ended(&world.workbench, &runs[0].id).await;
    world.add(|spec| spec.workflow_id = Some(ran.clone())).await;

    let all = WorkflowQuery::default();
    let with = |filter: WorkflowFilter| WorkflowQuery { filter: Some(filter), ..WorkflowQuery::default() };
    let text = |text: &str| WorkflowQuery { text: text.to_owned(), ..WorkflowQuery::default() };
    assert_eq!(names(workflows, all.clone()).await, ["beta", "Gamma", "Ärzte"]);
    assert_eq!(names(workflows, text("ÄRZ")).await, ["Ärzte"]);
    assert_eq!(names(workflows, text("CITY_name")).await, ["beta"]);
    assert_eq!(names(workflows, text("daily")).await, ["beta"]);
    let sql = |test| with(WorkflowFilter::Sql { test, text: "City_Name".to_owned() });
    assert_eq!(names(workflows, sql(TextTest::Contains)).await, ["beta"]);
    assert_eq!(names(workflows, sql(TextTest::Lacks)).await, ["Gamma", "Ärzte"]);
    let never = with(WorkflowFilter::LastRun { test: LastRunTest::Never });
    assert_eq!(names(workflows, never).await, ["beta", "Gamma"]);
    let either = with(WorkflowFilter::Any {
        of: vec![
            WorkflowFilter::Schedule { test: ScheduleTest::On },
            WorkflowFilter::Tag { has: true, tag: "DAILY".to_owned() },
        ],
    });
    assert_eq!(names(workflows, either).await, ["beta", "Ärzte"]);
    let newest = WorkflowQuery { sort: WorkflowSort::LastRun, descending: true, ..WorkflowQuery::default() };
    assert_eq!(names(workflows, newest).await, ["Ärzte", "beta", "Gamma"]);
    let second = WorkflowQuery { offset: 1, limit: 1, ..WorkflowQuery::default() };
    let page = workflows.list(&second).await.unwrap();
    assert_eq!((page.workflows[0].name.as_str(), page.total, page.all), ("Gamma", 3, 3));

    let detail = workflows.get(&ran).await.unwrap();
    assert_eq!((detail.summary.runs, detail.executions.len(), detail.schedules.len()), (1, 1, 1));
    assert_eq!(detail.summary.last_run.unwrap().execution_id, runs[0].id);
    let tags = workflows.tags().await.unwrap();
    assert_eq!(tags.iter().map(|one| (&*one.tag, one.workflows)).collect::<Vec<_>>(), [("daily", 1), ("tier-1", 2)]);

    let kept = workflows.save_filter("Mine", text("ÄRZ")).await.unwrap();
    assert_eq!(workflows.save_filter("mine", all.clone()).await.unwrap(), kept, "one of that name is replaced");
    assert_eq!(workflows.filters().await.unwrap()[0].query, all);
    workflows.set_filter_deleted(&kept, true).await.unwrap();
    assert!(workflows.filters().await.unwrap().is_empty());

    let statements = world.workbench.statements();
    assert_eq!(statements.list("sponsored_ADS", None, 10).await.unwrap()[0].execution_id, runs[0].id);
    assert!(statements.list("sponsored_ads", Some(runs[0].created_at), 10).await.unwrap().is_empty());
    let unknown = SubmitRequest { workflow_id: Some("wf_00000000".to_owned()), ..request };
    assert_eq!(world.workbench.executions().submit(unknown).await.unwrap_err().code, "not_found");
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_runs_its_workflow_as_it_is_and_is_paused_when_that_is_deleted() {
    let world = World::start().await;
    let (workflows, schedules) = (world.workbench.workflows(), world.workbench.schedules());
    let sql = format!("{SQL}\nHAVING SUM(impressions) >= CUSTOM_PARAMETER('least')");
    let values = [("least".to_owned(), ParameterValue::Number(2.into()))];
    let first = WorkflowSpec { parameter_values: values.into(), ..spec("Impressions", &sql, &world.instances[..1]) };
    let workflow = workflows.create(first.clone()).await.unwrap();
    // What the window sends of the query is not what counts.
    let id = world.add(|spec| (spec.workflow_id, spec.sql) = (Some(workflow.clone()), "SELECT".to_owned())).await;
    assert_eq!(schedules.get(&id).await.unwrap().spec.sql, sql);

    let newer = WorkflowSpec { sql: format!("-- newer\n{sql}"), ..first.clone() };
    workflows.update(&workflow, 1, newer.clone()).await.unwrap();
    let detail = schedules.get(&id).await.unwrap();
    assert_eq!(detail.spec.sql, newer.sql);
    assert_eq!(detail.changes[0].new_value.as_deref(), Some("version 2 of the workflow “Impressions”"));
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    let run = world.workbench.executions().get(slots[0].runs[0].execution_id.as_ref().unwrap()).await.unwrap();
    assert_eq!((run.sql, run.summary.workflow_id.as_ref()), (newer.sql, Some(&workflow)));
    assert_eq!(run.summary.schedule_id.as_ref(), Some(&id));

    workflows.delete(vec![workflow.clone()]).await.unwrap();
    world.sleep_until_due(&id, 5).await;
    let slots = world.all_ended(&id).await;
    assert_eq!(slots[0].state, SlotState::Failed);
    let summary = schedules.get(&id).await.unwrap().summary;
    assert_eq!((summary.state, summary.pause.unwrap().code.as_ref()), (ScheduleState::Paused, "SCH006"));
    let refused = schedules.resume(vec![id.clone()], MisfireWord::None).await.unwrap_err();
    assert_eq!(refused.code, "SCH006");
    workflows.restore(vec![workflow]).await.unwrap();
    schedules.resume(vec![id.clone()], MisfireWord::None).await.unwrap();
    assert_eq!(schedules.get(&id).await.unwrap().summary.state, ScheduleState::On);
    assert_eq!(world.runs(), 1);
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_bring_back_what_was_exported_and_say_what_is_wrong_with_others() {
    let world = World::start().await;
    let workflows = world.workbench.workflows();
    let tags = vec!["tier-1".to_owned()];
    let first = WorkflowSpec { tags, ..spec("Impressions: all", SQL, &world.instances[..2]) };
    let id = workflows.create(first.clone()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let written = workflows.export(std::slice::from_ref(&id), folder.path()).await.unwrap();
    assert_eq!(written.files, 1);
    let path = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    let file_name = path.file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(file_name, format!("Impressions- all.{id}.sql"));
    let text = std::fs::read_to_string(path).unwrap();
    let file = |name: &str, text: &str| WorkflowFile { file_name: name.to_owned(), text: text.to_owned() };

    let same = workflows.import(vec![file(&file_name, &text)]).await.unwrap();
    assert_eq!((same[0].outcome, same[0].id.as_ref()), (Some(ImportOutcome::Unchanged), Some(&id)));
    let edited = workflows.import(vec![file(&file_name, &format!("{text} -- edited"))]).await.unwrap();
    assert_eq!(edited[0].outcome, Some(ImportOutcome::Updated));
    assert_eq!(workflows.versions(&id).await.unwrap()[0].note.as_ref().unwrap(), &format!("imported from {file_name}"));
    let others = vec![
        file("Plain.sql", "SELECT 1"),
        file("empty.sql", " \n"),
        file("bad.sql", "-- RecomAMP workflow\n-- tags: 7\n-- end of header\nSELECT 1"),
        file("other computer.sql", &text.replace(&id, "wf_ZZZZZZZZ").replace("amc", "elsewhere")),
    ];
    let told = workflows.import(others).await.unwrap();
    assert_eq!(workflows.get(told[0].id.as_ref().unwrap()).await.unwrap().spec.name, "Plain");
    assert_eq!(told[1].error.as_ref().unwrap().code, "workflow.file");
    assert_eq!(told[2].error.as_ref().unwrap().details.line, Some(2));
    assert_eq!(told[3].id.as_deref(), Some("wf_ZZZZZZZZ"), "it keeps its id, so that it is known the next time");
    let gone = workflows.export(&[id], &folder.path().join("gone")).await.unwrap_err();
    assert_eq!(gone.code, "workflow.folder");
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_at_amazon_is_made_kept_in_step_and_never_overwritten_unseen() {
    let world = World::start().await;
    let workflows = world.workbench.workflows();
    let first = spec("Impressions", SQL, &world.instances[..1]);
    let id = workflows.create(first.clone()).await.unwrap();
    let only = &world.instances[..1];
    let state = async || workflows.compare(&id).await.unwrap()[0].state.unwrap();
    let push = async || workflows.push(&id, only).await.unwrap().remove(0);
    assert_eq!(state().await, RemoteState::NotThere);
    assert_eq!(push().await.done.as_deref(), Some("created"));
    assert_eq!((state().await, push().await.done.as_deref()), (RemoteState::Same, Some("nothing")));
    let second = WorkflowSpec { sql: format!("-- two\n{SQL}"), ..first.clone() };
    workflows.update(&id, 1, second.clone()).await.unwrap();
    assert_eq!(state().await, RemoteState::ChangedHere);
    assert_eq!(push().await.done.as_deref(), Some("updated"));

    // Somebody changes it in Amazon's console.
    let instance = world.workbench.accounts().instance(&only[0]).await.unwrap();
    let client = world.workbench.profiles().client_for(&instance.instance.profile_id).await.unwrap();
    let theirs = format!("-- theirs\n{SQL}");
    let workflow = Workflow { workflow_id: WorkflowId::new(&id), definition: WorkflowDefinition::sql(theirs.clone()) };
    client.replace_workflow(&instance.scope, &instance.instance_id, &workflow).await.unwrap();
    let third = WorkflowSpec { sql: format!("-- three\n{SQL}"), ..first };
    workflows.update(&id, 2, third.clone()).await.unwrap();
    let surprise = push().await;
    assert_eq!(surprise.error.unwrap().code, "workflow.changed_there", "nobody has seen their text yet");
    assert_eq!(state().await, RemoteState::ChangedBoth);
    assert_eq!(workflows.pull(&id, &only[0]).await.unwrap(), 4);
    assert_eq!(workflows.get(&id).await.unwrap().spec.sql, theirs);
    assert_eq!(state().await, RemoteState::Same);
    workflows.update(&id, 4, third).await.unwrap();
    assert_eq!(push().await.done.as_deref(), Some("updated"), "their text was seen");

    client.delete_workflow(&instance.scope, &instance.instance_id, &workflow.workflow_id).await.unwrap();
    assert_eq!(state().await, RemoteState::DeletedThere);
    assert_eq!(push().await.done.as_deref(), Some("made anew"));
    let kept = workflows.get(&id).await.unwrap().at_amazon;
    assert_eq!(kept[0].state, Some(RemoteState::Same), "how it stood is kept");
    world.workbench.shutdown().await;
}
