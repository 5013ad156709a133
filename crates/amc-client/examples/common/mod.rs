//! Settings of the examples, read from the environment.

use std::{env, error::Error, sync::Arc};

use amc_client::{AccountScope, AmcClient, Credentials, Endpoints, MemoryTokens, Region, SignIn};

/// What examples fail with.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// A variable that has to be set.
pub(crate) fn required(name: &str) -> Result<String, Failure> {
    env::var(name).map_err(|_| format!("set {name}; see the README of amc-client").into())
}

/// `AMC_REGION` (NA, EU or FE), or a sandbox's `AMC_AUTHORIZE_URL`, `AMC_TOKEN_URL` and `AMC_API_URL`.
pub(crate) fn endpoints() -> Result<Endpoints, Failure> {
    if let Ok(api) = env::var("AMC_API_URL") {
        return Ok(Endpoints::sandbox(&required("AMC_AUTHORIZE_URL")?, &required("AMC_TOKEN_URL")?, &api)?);
    }
    let wanted = required("AMC_REGION")?;
    let region = Region::ALL.into_iter().find(|region| region.code() == wanted);
    Ok(Endpoints::amazon(region.ok_or("AMC_REGION is NA, EU or FE")?))
}

/// `AMC_CLIENT_ID` and `AMC_CLIENT_SECRET` of the security profile.
pub(crate) fn sign_in() -> Result<SignIn, Failure> {
    let credentials =
        Credentials { client_id: required("AMC_CLIENT_ID")?, client_secret: required("AMC_CLIENT_SECRET")?.into() };
    Ok(SignIn::new(endpoints()?, credentials)?)
}

/// A client that signs in with `AMC_REFRESH_TOKEN`.
#[allow(dead_code, reason = "each example compiles this file by itself and uses what it needs")]
pub(crate) fn client() -> Result<AmcClient, Failure> {
    let sign_in = sign_in()?;
    let tokens = MemoryTokens::new(sign_in.clone(), required("AMC_REFRESH_TOKEN")?.into());
    Ok(AmcClient::builder(sign_in.endpoints().clone(), required("AMC_CLIENT_ID")?, Arc::new(tokens)).build()?)
}

/// `AMC_ACCOUNT_ID` and `AMC_MARKETPLACE_ID`, as printed by `list_instances`.
#[allow(dead_code, reason = "each example compiles this file by itself and uses what it needs")]
pub(crate) fn scope() -> Result<AccountScope, Failure> {
    Ok(AccountScope { account_id: required("AMC_ACCOUNT_ID")?, marketplace_id: required("AMC_MARKETPLACE_ID")? })
}
