//! Signs in by hand: prints the address to open, reads the address the browser landed on, prints the refresh token.

use std::io::Write as _;

use amc_client::ExposeSecret as _;
use url::Url;

mod common;

#[tokio::main]
async fn main() -> Result<(), common::Failure> {
    let sign_in = common::sign_in()?;
    // Has to be one of the profile's allowed return URLs. Nothing needs to listen there: the address is pasted.
    let begun = sign_in.authorization(&common::required("AMC_REDIRECT_URI")?)?;
    let mut out = std::io::stdout();
    writeln!(out, "Open this address, agree, and paste the address you land on:\n{}\n", begun.url)?;

    let mut landed = String::new();
    std::io::stdin().read_line(&mut landed)?;
    let landed = Url::parse(landed.trim())?;
    let field = |name: &str| landed.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if !begun.state_matches(&field("state").unwrap_or_default()) {
        return Err("that address belongs to another sign-in".into());
    }
    let code = field("code").ok_or("consent was not given")?;
    let tokens = sign_in.exchange(&code, &begun.redirect_uri, &begun.code_verifier).await?;
    let refresh_token = tokens.refresh_token.ok_or("Amazon sent no refresh token; check the client secret")?;
    writeln!(out, "AMC_REFRESH_TOKEN={}", refresh_token.expose_secret())?;
    Ok(())
}
