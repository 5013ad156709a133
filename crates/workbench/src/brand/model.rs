//! What a person says of a brand.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use specta::Type;
use specta_typescript::Number;

use crate::query::ParameterValue;
use crate::{Error, Result};

/// Most products, campaigns and patterns that a brand has, each.
const MOST: usize = 20_000;
/// Most instances and values.
const MOST_INSTANCES: usize = 1_000;
/// Characters of a campaign's name, a pattern or a product's title.
const LONGEST: usize = 512;

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Amazon's id of it, ten letters and digits.
    pub asin: String,
    /// What it is; may be empty.
    pub title: String,
}

/// What a person says of a brand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Type)]
#[serde(deny_unknown_fields)]
pub struct BrandSpec {
    /// Its name.
    pub name: String,
    /// A short word for it, as for badges; may be empty.
    pub tag: String,
    /// Our ids of its instances.
    pub instance_ids: Vec<String>,
    /// Values that its queries begin with, by parameter.
    pub parameter_values: BTreeMap<String, ParameterValue>,
    /// Its products.
    pub products: Vec<Product>,
    /// Names of its campaigns.
    pub campaigns: Vec<String>,
    /// Patterns of names of campaigns, as `ACME_%`.
    pub campaign_patterns: Vec<String>,
}

/// A brand: what belongs together of instances, products and campaigns.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct Brand {
    /// Its id.
    pub id: String,
    /// When it was last changed, in UTC milliseconds.
    #[specta(type = Number)]
    pub changed_at: i64,
    /// What a person says of it.
    #[serde(flatten)]
    pub spec: BrandSpec,
}

impl BrandSpec {
    /// The same trimmed, ASINs in capitals, and everything once.
    ///
    /// # Errors
    /// `invalid` for a name or a tag that is missing or too long, an ASIN that is none, or too much of anything.
    pub(super) fn tidy(mut self) -> Result<Self> {
        self.name = self.name.trim().to_owned();
        if self.name.is_empty() || self.name.chars().count() > 100 {
            return Err(Error::invalid("A brand needs a name of at most 100 characters.").next("Give it a name."));
        }
        self.tag = self.tag.trim().to_owned();
        if self.tag.chars().count() > 20 {
            return Err(Error::invalid("A brand's tag has at most 20 characters.").next("Shorten it."));
        }
        if self.instance_ids.len() > MOST_INSTANCES || self.parameter_values.len() > MOST_INSTANCES {
            return Err(Error::invalid(format!("A brand has at most {MOST_INSTANCES} instances and values."))
                .next("Take some away."));
        }
        let mut seen = HashSet::new();
        self.instance_ids.retain(|id| seen.insert(id.clone()));
        self.products = products(self.products)?;
        self.campaigns = names(self.campaigns, "campaigns")?;
        self.campaign_patterns = names(self.campaign_patterns, "patterns")?;
        Ok(self)
    }
}

fn products(given: Vec<Product>) -> Result<Vec<Product>> {
    let mut seen = HashSet::new();
    let mut kept = Vec::with_capacity(given.len());
    for Product { asin, title } in given {
        let code = asin.trim().to_ascii_uppercase();
        if code.len() != 10 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let told: String = asin.trim().chars().take(40).collect();
            return Err(Error::invalid(format!("“{told}” is no ASIN."))
                .next("An ASIN has ten letters and digits, as B0ABCD1234."));
        }
        let title = title.trim().chars().take(LONGEST).collect();
        if seen.insert(code.clone()) {
            kept.push(Product { asin: code, title });
        }
    }
    few(kept, "products")
}

fn names(given: Vec<String>, what: &str) -> Result<Vec<String>> {
    let mut seen = HashSet::new();
    let mut kept = Vec::with_capacity(given.len());
    for name in given {
        let name = name.trim();
        if name.chars().count() > LONGEST {
            return Err(Error::invalid(format!("The names of {what} have at most {LONGEST} characters."))
                .next("Shorten the longest."));
        }
        if !name.is_empty() && seen.insert(name.to_owned()) {
            kept.push(name.to_owned());
        }
    }
    few(kept, what)
}

fn few<T>(kept: Vec<T>, what: &str) -> Result<Vec<T>> {
    if kept.len() > MOST {
        return Err(Error::invalid(format!("A brand has at most {MOST} {what}.")).next("Take some away."));
    }
    Ok(kept)
}
