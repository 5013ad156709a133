//! The invented accounts and instances (`demo/instances.csv`), and how a host describes a running sandbox to a client.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::settings::Settings;
use amc_synthetic::InstanceProfile;

const INSTANCES: &str = include_str!("../demo/instances.csv");

/// An account as the API shows it.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) marketplace_id: String,
    pub(crate) instances: Vec<Instance>,
}

/// An instance of an account.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) name: String,
    /// `STANDARD` or `SANDBOX`.
    pub(crate) kind: String,
    /// `NA`, `EU` or `FE`.
    pub(crate) region: String,
    /// Whether it holds DSP tables; without, it is of sponsored ads only.
    pub(crate) dsp: bool,
    /// Whether it subscribes to paid tables.
    pub(crate) paid: bool,
    /// The account's marketplace.
    pub(crate) marketplace_id: String,
    /// How many of the events it has, as a share of the sandbox's scale.
    pub(crate) share: f64,
    /// `creationStatus`
    pub(crate) status: String,
}

impl Account {
    pub(crate) fn to_json(&self) -> Value {
        json!({ "accountId": self.id, "accountName": self.name, "marketplaceId": self.marketplace_id })
    }
}

impl Instance {
    /// What the synthetic events of this instance are made from. An instance of the `SANDBOX` type has its brand's.
    pub(crate) fn profile(&self) -> InstanceProfile {
        let name = self.name.trim_end_matches(" sandbox");
        let brand = name.rsplit_once(' ').map_or(name, |(brand, _)| brand);
        InstanceProfile {
            has_dsp: self.dsp,
            has_paid: self.paid,
            share: self.share,
            ..InstanceProfile::new(brand, &self.marketplace_id)
        }
    }

    /// Whether queries can run in it.
    pub(crate) fn is_active(&self) -> bool {
        self.status == "COMPLETED"
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        self.kind == "SANDBOX"
    }

    /// The instance object of section 4.1. Its `apiEndpoint` is the sandbox itself, so that no client is led to a real host.
    pub(crate) fn to_json(&self, api_url: &str, settings: &Settings) -> Value {
        let types: &[&str] = if self.dsp { &["DISPLAY", "SPONSORED_ADS"] } else { &["SPONSORED_ADS"] };
        let mut object = json!({
            "instanceId": self.id,
            "instanceName": self.name,
            "instanceType": self.kind,
            "customerCanonicalName": self.name,
            "creationStatus": self.status,
            "creationDatetime": "2025-01-09T10:20:30.123456Z",
            "s3BucketName": "",
            "s3BucketRegion": "us-east-1",
            "awsAccountId": "",
            "entities": [self.region],
            "dataUploadAwsAccountId": "000000000000",
            "apiEndpoint": api_url,
            "optionalDatasets": if self.paid { json!(["PAID_FEATURES"]) } else { json!([]) },
            "advertiserTypes": types,
        });
        settings.write_null(&mut object, "acrCollaboration");
        object
    }
}

/// Reads the table file.
///
/// # Errors
/// A sentence that names the line.
pub(crate) fn accounts() -> Result<Vec<Account>, String> {
    let mut accounts: Vec<Account> = Vec::new();
    for (index, line) in INSTANCES.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let [account_id, account_name, marketplace_id, id, name, kind, region, dsp, paid, share, status] =
            cells.as_slice()
        else {
            return Err(format!("demo/instances.csv line {}: eleven cells expected", index + 1));
        };
        let instance = Instance {
            id: (*id).to_string(),
            name: (*name).to_string(),
            kind: (*kind).to_string(),
            region: (*region).to_string(),
            dsp: *dsp == "yes",
            paid: *paid == "yes",
            marketplace_id: (*marketplace_id).to_string(),
            share: share
                .parse()
                .map_err(|_| format!("demo/instances.csv line {}: the share is no number", index + 1))?,
            status: (*status).to_string(),
        };
        match accounts.iter_mut().find(|a| a.id == *account_id) {
            Some(account) => account.instances.push(instance),
            None => accounts.push(Account {
                id: (*account_id).to_string(),
                name: (*account_name).to_string(),
                marketplace_id: (*marketplace_id).to_string(),
                instances: vec![instance],
            }),
        }
    }
    Ok(accounts)
}

/// Everything a client needs to use a running sandbox. Serialised, it is the first line of `recomamp-cli sandbox serve --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxDescription {
    /// The consent page.
    pub authorize_url: String,
    /// The token endpoint.
    pub token_url: String,
    /// The API's base URL, without a slash at its end.
    pub api_url: String,
    /// Base URL of faults, clock and ledger. Holds a random token: who has it may control the sandbox.
    pub control_url: String,
    /// The client id.
    pub client_id: String,
    /// The client secret; opens nothing but a sandbox.
    pub client_secret: String,
    /// The registered return URLs.
    pub redirect_uris: Vec<String>,
    /// Accounts with their instances.
    pub accounts: Vec<AccountDescription>,
}

/// An account of a [`SandboxDescription`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDescription {
    /// `ENTITY…`, for the header `Amazon-Advertising-API-AdvertiserId`.
    pub account_id: String,
    /// For the header `Amazon-Advertising-API-MarketplaceId`.
    pub marketplace_id: String,
    /// The account's instances.
    pub instances: Vec<InstanceDescription>,
}

/// An instance of an [`AccountDescription`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceDescription {
    /// Amazon's id of the instance.
    pub instance_id: String,
    /// Name for people.
    pub name: String,
    /// `STANDARD` or `SANDBOX`.
    #[serde(rename = "type")]
    pub instance_type: String,
    /// `NA`, `EU` or `FE`.
    pub region: String,
}

impl From<&Account> for AccountDescription {
    fn from(account: &Account) -> Self {
        let instances = account.instances.iter().map(|i| InstanceDescription {
            instance_id: i.id.clone(),
            name: i.name.clone(),
            instance_type: i.kind.clone(),
            region: i.region.clone(),
        });
        Self {
            account_id: account.id.clone(),
            marketplace_id: account.marketplace_id.clone(),
            instances: instances.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_sixty_instances_have_different_ids() {
        let accounts = accounts().unwrap();
        let ids: HashSet<String> = accounts.iter().flat_map(|a| a.instances.iter().map(|i| i.id.clone())).collect();
        assert_eq!((accounts.len(), ids.len()), (5, 60));
    }

    #[test]
    fn an_instance_and_its_sandbox_are_of_one_brand() {
        let accounts = accounts().unwrap();
        let brand = |id: &str| accounts[0].instances.iter().find(|i| i.id == id).unwrap().profile().brand;
        assert_eq!(brand("amcsbxkestrelus"), "Kestrel Outdoor");
        assert_eq!(brand("amcsbxkestrelussandbox"), "Kestrel Outdoor");
        let tokyo = accounts.iter().find(|a| a.id == "ENTITYSANDBOXJP01").unwrap().instances[0].profile();
        assert_eq!((tokyo.currency.as_str(), tokyo.time_zone.name()), ("JPY", "Asia/Tokyo"));
        let german = accounts.iter().find(|a| a.id == "ENTITYSANDBOXDE01").unwrap().instances[0].profile();
        assert_eq!((german.marketplace.as_str(), german.currency.as_str()), ("DE", "EUR"));
    }

    #[test]
    fn bramble_pet_is_of_sponsored_ads_only() {
        let accounts = accounts().unwrap();
        let bramble = accounts.iter().flat_map(|a| &a.instances).find(|i| i.name == "Bramble Pet US").unwrap();
        assert!(!bramble.dsp);
        assert_eq!(
            bramble.to_json("http://127.0.0.1:1", &Settings::default())["advertiserTypes"],
            json!(["SPONSORED_ADS"])
        );
    }
}
