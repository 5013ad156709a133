//! What instances say of their own tables: asked once, kept over a restart, known to checks, proposals and submits.

use std::time::Duration;

use amc_sandbox::{Fault, FaultKind, Operation};
use workbench::Event;
use workbench::catalog::{Catalog, FindingSubject};
use workbench::execution::Checkpoints;

use super::support::{self, Rig, request};

const MEMBERS: &str = "SELECT loyalty_tier, COUNT(DISTINCT user_id) AS users FROM kestrel_loyalty_members GROUP BY 1";

async fn named(rig: &Rig, name: &str) -> String {
    let all = rig.workbench.accounts().instances().await.unwrap();
    all.into_iter().find(|instance| instance.name == name).unwrap().id
}

fn codes(catalog: &Catalog, sql: &str) -> Vec<String> {
    catalog.check(sql).unwrap().diagnostics.into_iter().map(|found| found.code).collect()
}

fn refusal() -> FaultKind {
    FaultKind::Answer { status: 403, body: Some("{}".to_owned()), content_type: None }
}

/// Waits until so many lists were asked for, well or badly.
async fn asked(events: &mut tokio::sync::broadcast::Receiver<Event>, times: usize) {
    let mut seen = 0;
    while seen < times {
        let next = tokio::time::timeout(Duration::from_secs(60), events.recv()).await.unwrap().unwrap();
        seen += usize::from(matches!(next, Event::DataSourcesChanged { .. }));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_uploaded_table_is_known_once_its_instance_was_asked_also_after_a_restart() {
    let rig = Rig::start().await;
    let kestrel = vec![named(&rig, "Kestrel Outdoor US").await];
    let sources = rig.workbench.data_sources();
    assert_eq!(codes(&sources.catalog(&kestrel).await.unwrap(), MEMBERS), ["unknown_table"]);

    let lists = sources.refresh(&kestrel).await.unwrap();
    assert!(lists[0].read_at.is_some() && lists[0].error.is_none(), "{lists:?}");
    let catalog = sources.catalog(&kestrel).await.unwrap();
    assert_eq!(catalog.check(MEMBERS).unwrap().diagnostics, []);
    let fields = catalog.fields("kestrel_loyalty_members").unwrap();
    let tier = fields.iter().find(|field| field.name == "loyalty_tier").unwrap();
    assert_eq!((tier.data_type.as_str(), tier.description.is_empty()), ("STRING", false));
    let table = catalog.tables().into_iter().find(|table| table.name == "kestrel_loyalty_members").unwrap();
    assert_eq!((table.category.as_str(), table.available), ("Your data", true));
    let offered = catalog.complete("SELECT * FROM kestrel_l", 1, 24).unwrap();
    assert!(offered.iter().any(|offer| offer.label == "kestrel_loyalty_members"), "{offered:?}");
    assert_eq!(codes(&sources.catalog(&[]).await.unwrap(), MEMBERS), ["unknown_table"], "elsewhere it is not known");

    rig.workbench.shutdown().await;
    let before = rig.calls(Operation::ListDataSources);
    let again = support::open(rig.folder.path(), &rig.clock, rig.sandbox.description(), Checkpoints::default()).await;
    let catalog = again.data_sources().catalog(&kestrel).await.unwrap();
    assert_eq!(catalog.check(MEMBERS).unwrap().diagnostics, []);
    assert_eq!(rig.calls(Operation::ListDataSources), before, "nobody was asked");
    again.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_an_instance_lacks_is_marked_in_its_catalogue_and_told_for_several() {
    let rig = Rig::start().await;
    let (kestrel, bramble) = (named(&rig, "Kestrel Outdoor US").await, named(&rig, "Bramble Pet US").await);
    let (yarrow, tidewell) = (named(&rig, "Yarrow Pets US").await, named(&rig, "Tidewell US").await);
    let all = [kestrel.clone(), bramble.clone(), yarrow];
    let sources = rig.workbench.data_sources();
    sources.refresh(&all).await.unwrap();
    sources.refresh(std::slice::from_ref(&tidewell)).await.unwrap();
    let sql = "SELECT campaign, SUM(impressions) AS seen FROM dsp_impressions GROUP BY 1";

    let alone = sources.catalog(&all[1..2]).await.unwrap();
    assert_eq!(codes(&alone, sql), ["table_not_available"]);
    assert!(!alone.tables().iter().any(|table| table.name == "dsp_impressions" && table.available));
    let tables = ["dsp_impressions".to_owned(), "kestrel_loyalty_members".to_owned()];
    assert_eq!(sources.findings(&all[1..2], &tables[..1]).await.unwrap(), [], "that is marked in the text");

    let together = sources.catalog(&all).await.unwrap();
    assert_eq!(codes(&together, sql), Vec::<String>::new());
    assert_eq!(codes(&together, MEMBERS), Vec::<String>::new());
    let found = sources.findings(&all, &tables).await.unwrap();
    assert_eq!(found.len(), 2);
    for (finding, table) in found.iter().zip(&tables) {
        assert_eq!(finding.subject, FindingSubject::Instances);
        let message = &finding.message;
        assert_eq!(*message, format!("Bramble Pet US and another of the chosen instances do not offer {table}."));
    }
    let twin = ["dsp_impressions_for_audiences".to_owned()];
    assert_eq!(sources.findings(&[kestrel, tidewell], &twin).await.unwrap(), [], "a twin goes with its base table");
    rig.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submit_asks_the_instance_for_a_name_that_is_not_known_but_not_over_and_over() {
    let rig = Rig::start().await;
    let mut wanted = request(&named(&rig, "Kestrel Outdoor US").await, "");
    wanted.sql = MEMBERS.to_owned();
    rig.workbench.executions().submit(wanted.clone()).await.unwrap();
    assert_eq!(rig.calls(Operation::ListDataSources), 1);

    wanted.sql = "SELECT loyalty_tier FROM kestrel_loyalty_member".to_owned();
    for _ in 0..3 {
        let error = rig.workbench.executions().submit(wanted.clone()).await.unwrap_err();
        assert_eq!(error.code, "query.invalid");
    }
    assert_eq!(rig.calls(Operation::ListDataSources), 1, "the list is minutes old at most");
    rig.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submit_waits_for_one_instance_and_not_for_each_while_amazon_is_out_of_reach() {
    let rig = Rig::start().await;
    let all = rig.workbench.accounts().instances().await.unwrap();
    let mut wanted = request(&rig.instance, "");
    wanted.instance_ids = all.into_iter().filter(|one| one.creation_status == "COMPLETED").map(|one| one.id).collect();
    wanted.sql = MEMBERS.to_owned();
    rig.sandbox.control().add_fault(Fault::always(Operation::ListDataSources, FaultKind::DropBeforeAccepting));
    assert_eq!(rig.workbench.executions().submit(wanted.clone()).await.unwrap_err().code, "query.invalid");
    let lists = rig.workbench.data_sources().lists(&wanted.instance_ids).await.unwrap();
    assert_eq!(lists.iter().filter(|list| list.error.is_some()).count(), 1);
    rig.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_read_in_the_background_once_and_a_failure_is_told_with_its_instance() {
    let rig = Rig::start().await;
    let kestrel = [named(&rig, "Kestrel Outdoor US").await];
    let sources = rig.workbench.data_sources();
    let mut events = rig.workbench.events();

    rig.sandbox.control().add_fault(Fault::once(Operation::ListDataSources, refusal()));
    sources.want(&kestrel);
    asked(&mut events, 1).await;
    let [list] = sources.lists(&kestrel).await.unwrap().try_into().unwrap();
    assert_eq!((list.read_at, list.error.map(|error| error.code)), (None, Some("amc.forbidden".into())));

    // A wish within minutes of a failure is passed over; by hand it is tried at once.
    sources.want(&kestrel);
    let lists = sources.refresh(&kestrel).await.unwrap();
    assert!(lists[0].read_at.is_some() && lists[0].error.is_none(), "{lists:?}");
    assert_eq!(rig.calls(Operation::ListDataSources), 2);

    // Nobody asks for what was read today, whoever wants it; somebody else's list is read after it, so the wish was looked at.
    asked(&mut events, 1).await;
    sources.want(&kestrel);
    sources.want(&[named(&rig, "Bramble Pet US").await]);
    asked(&mut events, 1).await;
    assert_eq!(rig.calls(Operation::ListDataSources), 3);
    rig.workbench.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_asks_for_one_list_does_not_wait_for_another_instances() {
    let rig = Rig::start().await;
    let (kestrel, bramble) = (named(&rig, "Kestrel Outdoor US").await, named(&rig, "Bramble Pet US").await);
    let sources = rig.workbench.data_sources();
    rig.sandbox.control().add_fault(Fault::once(Operation::ListDataSources, FaultKind::StallBeforeAccepting));
    let stuck = tokio::spawn({
        let sources = sources.clone();
        async move { sources.refresh(&[bramble]).await }
    });
    while rig.calls(Operation::ListDataSources) == 0 {
        tokio::task::yield_now().await;
    }

    let lists = sources.refresh(&[kestrel]).await.unwrap();
    assert!(lists[0].read_at.is_some(), "{lists:?}");
    assert!(!stuck.is_finished());
    stuck.abort();
    rig.workbench.shutdown().await;
}
