//! Lists every account and instance the sign-in reaches.

use std::io::Write as _;

mod common;

#[tokio::main]
async fn main() -> Result<(), common::Failure> {
    let client = common::client()?;
    let mut out = std::io::stdout().lock();
    for account in client.accounts().await? {
        writeln!(out, "{} {} ({})", account.account_id, account.marketplace_id, account.account_name)?;
        for instance in client.instances(&account.scope()).await? {
            let kind = instance.instance_type.as_deref().unwrap_or("?");
            writeln!(out, "  {} {} ({kind})", instance.instance_id, instance.instance_name)?;
        }
    }
    Ok(())
}
