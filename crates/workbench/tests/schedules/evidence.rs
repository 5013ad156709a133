//! Evidence of a run on another computer, files that follow runs, and what belongs to brands.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use amc_sandbox::Sandbox;
use workbench::Workbench;
use workbench::brand::BrandSpec;
use workbench::execution::{Checkpoints, RunExport, RunFileState, SubmitRequest};
use workbench::result::{ExportFormat, PageRequest};
use workbench::workflow::{WorkflowFilter, WorkflowQuery, WorkflowSpec, WorkflowStatus};

use super::support::{self, Hurry};
use super::world::World;

async fn ran(world: &World) -> String {
    let request = support::request(&world.instances[0], "");
    let runs = world.workbench.executions().submit(request).await.unwrap();
    support::ended(&world.workbench, &runs[0].id).await;
    runs[0].id.clone()
}

async fn page(workbench: &Workbench, id: &str) -> workbench::Result<Vec<u8>> {
    let all = PageRequest { execution_id: id.to_owned(), offset: 0, limit: 500, sort: vec![], filters: vec![] };
    workbench.results().page(all).await
}

async fn elsewhere(folder: &Path, sandbox: &Sandbox) -> Workbench {
    support::open(folder, &Hurry::new(1), sandbox.description(), Checkpoints::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_a_run_is_opened_with_the_same_rows_on_another_computer_and_stays_there() {
    let world = World::start().await;
    let id = ran(&world).await;
    let target = tempfile::tempdir().unwrap();
    let bundle = target.path().join("reach.zip");
    let evidence = world.workbench.evidence();
    evidence.save(&id, Some("<svg/>".to_owned()), &bundle).await.unwrap();
    let refused = evidence.save(&id, Some("<script>".to_owned()), &bundle).await.unwrap_err();
    assert_eq!(refused.code, "invalid");
    let inside = world.workbench.data_dir().join("evidence.zip");
    assert_eq!(evidence.save(&id, None, &inside).await.unwrap_err().code, "result.refused");
    let run = world.workbench.executions().get(&id).await.unwrap();
    let rows = page(&world.workbench, &id).await.unwrap();

    let folder = tempfile::tempdir().unwrap();
    let other = elsewhere(folder.path(), &world.sandbox).await;
    let opened = other.evidence().open(&bundle).await.unwrap();
    let detail = other.evidence().get(&opened).await.unwrap();
    assert_eq!((&detail.sql, &detail.remote_id, &detail.steps), (&run.sql, &run.summary.remote_id, &run.steps));
    assert_eq!(Some(&detail.result), run.result.as_ref());
    assert_eq!(detail.chart.as_deref(), Some("<svg/>"));
    assert_eq!(page(&other, &detail.rows_id).await.unwrap(), rows);
    let csv = target.path().join("rows.csv");
    let exported = other.results().export(&detail.rows_id, &csv, ExportFormat::Csv, true).await.unwrap();
    assert_eq!(exported.rows, detail.summary.row_count);

    // It survives a restart; what was taken away can be brought back until then.
    let kept = folder.path().join("evidence").join(&opened);
    other.evidence().set_deleted(&opened, true).await.unwrap();
    assert_eq!(page(&other, &detail.rows_id).await.unwrap_err().code, "result.none");
    other.evidence().set_deleted(&opened, false).await.unwrap();
    other.shutdown().await;
    let again = elsewhere(folder.path(), &world.sandbox).await;
    assert_eq!(again.evidence().list().await.unwrap()[0].id, opened);
    assert_eq!(page(&again, &detail.rows_id).await.unwrap(), rows);
    again.evidence().set_deleted(&opened, true).await.unwrap();
    assert!(kept.exists());
    again.shutdown().await;
    let last = elsewhere(folder.path(), &world.sandbox).await;
    assert!(last.evidence().list().await.unwrap().is_empty() && !kept.exists());
    assert!(last.evidence().open(&csv).await.is_err_and(|error| error.code == "evidence.none"));
    last.shutdown().await;
    world.workbench.shutdown().await;
}

fn followed(world: &World, folder: &Path, instances: usize, remark: &str) -> SubmitRequest {
    SubmitRequest {
        instance_ids: world.instances[..instances].to_vec(),
        export: Some(RunExport {
            folder: folder.display().to_string(),
            format: ExportFormat::Csv,
            name: "{query} {first} {instance}".to_owned(),
        }),
        ..support::request(&world.instances[0], remark)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_run_is_followed_by_its_file_also_where_the_folder_comes_late() {
    let world = World::start().await;
    let executions = world.workbench.executions();
    let target = tempfile::tempdir().unwrap();
    let folder = target.path().join("reports");
    let runs = executions.submit(followed(&world, &folder, 2, "")).await.unwrap();
    for run in &runs {
        support::ended(&world.workbench, &run.id).await;
    }
    executions.write_files().await.unwrap();
    let file = async |id: &str| executions.get(id).await.unwrap().file.unwrap();
    let first = file(&runs[0].id).await;
    assert_eq!(
        (first.state, first.path, first.error.unwrap().code.as_ref()),
        (RunFileState::Waiting, None, "result.no_folder")
    );

    std::fs::create_dir(&folder).unwrap();
    executions.write_files().await.unwrap();
    assert_eq!(file(&runs[0].id).await.state, RunFileState::Waiting, "not before a minute has passed");
    world.clock.suspend(Duration::from_secs(90));
    executions.write_files().await.unwrap();
    let mut paths = Vec::new();
    for run in &runs {
        let one = file(&run.id).await;
        assert_eq!((one.state, one.error), (RunFileState::Written, None));
        let path = one.path.unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("campaign,impressions"), "{text}");
        assert!(path.contains(&format!("Impressions {} {}", run.window_start, run.instance_name)), "{path}");
        paths.push(path);
    }
    assert_ne!(paths[0], paths[1]);

    let one_name = SubmitRequest {
        export: Some(RunExport { name: "weekly".to_owned(), ..first.export }),
        ..followed(&world, &folder, 2, "one name")
    };
    assert_eq!(executions.submit(one_name).await.unwrap_err().code, "invalid");
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_brings_nothing_leaves_no_file_and_says_so() {
    let world = World::start().await;
    let executions = world.workbench.executions();
    let target = tempfile::tempdir().unwrap();
    let runs = executions.submit(followed(&world, target.path(), 1, "sandbox:rejected")).await.unwrap();
    support::ended(&world.workbench, &runs[0].id).await;
    executions.write_files().await.unwrap();
    let file = executions.get(&runs[0].id).await.unwrap().file.unwrap();
    assert_eq!((file.state, file.error.unwrap().code.as_ref()), (RunFileState::Failed, "execution.no_rows"));
    assert_eq!(std::fs::read_dir(target.path()).unwrap().count(), 0);
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workflows_are_found_by_tags_of_their_instances_and_by_brand() {
    let world = World::start().await;
    let (accounts, workflows) = (world.workbench.accounts(), world.workbench.workflows());
    let add = async |name: &str, instance: usize| {
        let spec = WorkflowSpec {
            name: name.to_owned(),
            description: String::new(),
            sql: "SELECT 1".to_owned(),
            parameter_values: BTreeMap::new(),
            instance_ids: vec![world.instances[instance].clone()],
            window: workbench::query::WindowSpec::LastFullMonth,
            tags: Vec::new(),
            status: WorkflowStatus::Active,
        };
        workflows.create(spec).await.unwrap()
    };
    add("First", 0).await;
    add("Second", 1).await;
    let first = vec![world.instances[0].clone()];
    accounts.tag(first.clone(), vec![" DACH ".to_owned(), "dach".to_owned()], Vec::new()).await.unwrap();
    let profile = accounts.instance(&first[0]).await.unwrap().instance.profile_id;
    accounts.refresh(&profile).await.unwrap();
    assert_eq!(accounts.instance(&first[0]).await.unwrap().instance.tags, ["DACH"], "Amazon knows no tags");
    assert_eq!(accounts.tag(first.clone(), vec!["a,b".to_owned()], Vec::new()).await.unwrap_err().code, "invalid");

    let brand = BrandSpec {
        name: "Kestrel".to_owned(),
        tag: String::new(),
        instance_ids: vec![world.instances[1].clone()],
        parameter_values: BTreeMap::new(),
        products: Vec::new(),
        campaigns: Vec::new(),
        campaign_patterns: Vec::new(),
    };
    let brand_id = world.workbench.brands().save(None, brand).await.unwrap();
    let names = async |filter: WorkflowFilter| {
        let query = WorkflowQuery { filter: Some(filter), ..WorkflowQuery::default() };
        let page = workflows.list(&query).await.unwrap();
        page.workflows.into_iter().map(|one| one.name).collect::<Vec<_>>()
    };
    assert_eq!(names(WorkflowFilter::InstanceTag { has: true, tag: "dach".to_owned() }).await, ["First"]);
    assert_eq!(names(WorkflowFilter::InstanceTag { has: false, tag: "dach".to_owned() }).await, ["Second"]);
    assert_eq!(names(WorkflowFilter::Brand { has: true, brand_id: brand_id.clone() }).await, ["Second"]);
    accounts.tag(first, Vec::new(), vec!["Dach".to_owned()]).await.unwrap();
    assert!(names(WorkflowFilter::InstanceTag { has: true, tag: "dach".to_owned() }).await.is_empty());
    world.workbench.brands().set_deleted(&brand_id, true).await.unwrap();
    assert!(names(WorkflowFilter::Brand { has: true, brand_id }).await.is_empty());
    world.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_values_of_a_kept_column_are_told_once_each_in_order() {
    let world = World::start().await;
    let id = ran(&world).await;
    let values = world.workbench.results().values(&id, 0).await.unwrap();
    let mut sorted = values.values.clone();
    sorted.sort();
    sorted.dedup();
    assert!(!values.values.is_empty() && values.values == sorted);
    assert_eq!(values.total, i64::try_from(sorted.len()).unwrap());
    assert_eq!(world.workbench.results().values(&id, 9).await.unwrap_err().code, "invalid");
    world.workbench.shutdown().await;
}
