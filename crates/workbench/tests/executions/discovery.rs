//! Which accounts and instances a profile reaches, when Amazon does not open all of them.

use std::collections::BTreeSet;

use amc_sandbox::{Fault, FaultKind, Operation};
use workbench::Workbench;
use workbench::account::Instance;

use super::support;

fn refusal() -> FaultKind {
    let body = serde_json::json!({"code": "403", "details": "Unauthorized request"}).to_string();
    FaultKind::Answer { status: 403, body: Some(body), content_type: None }
}

fn ids(all: &[Instance]) -> Vec<&str> {
    all.iter().map(|instance| instance.id.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_not_open_keeps_its_instances_and_hides_no_others() {
    let (sandbox, folder) = (support::sandbox().await, tempfile::tempdir().unwrap());
    // Not started, so that nobody else asks for instances.
    let workbench = Workbench::open(support::options(folder.path())).await.unwrap();
    let profile = workbench.profiles().attach_sandbox(support::address(sandbox.description())).await.unwrap().id;
    let accounts = workbench.accounts();
    let before = accounts.refresh(&profile).await.unwrap();
    let open: BTreeSet<&str> = before.iter().map(|instance| instance.account_id.as_str()).collect();
    assert!(open.len() > 1, "{open:?}");

    let calls = || sandbox.control().ledger().of(Operation::ListInstances).count();
    let asked = calls();
    sandbox.control().add_fault(Fault::once(Operation::ListInstances, refusal()));
    let after = accounts.refresh(&profile).await.unwrap();
    assert_eq!(calls() - asked, open.len(), "the others are asked all the same");
    assert_eq!(ids(&after), ids(&before));

    sandbox.control().add_fault(Fault::always(Operation::ListInstances, refusal()));
    let error = accounts.refresh(&profile).await.unwrap_err();
    assert_eq!(error.code, "amc.forbidden");
    assert!(error.next_step.is_some());
    assert_eq!(ids(&accounts.instances().await.unwrap()), ids(&before));
    workbench.shutdown().await;
}
