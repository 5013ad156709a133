//! Brands: what belongs together of instances, products and campaigns, and what queries about it begin with.

mod model;
mod rows;

use std::sync::Arc;

pub use model::{Brand, BrandSpec, Product};
use uuid::Uuid;

use crate::service::Clock;
use crate::store::Store;
use crate::{Error, Result};

/// Keeps brands. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Brands {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Brands {
    pub(crate) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// All brands, by name.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn list(&self) -> Result<Vec<Brand>> {
        rows::all(self.store.reader()).await
    }

    /// Keeps a brand, new or changed; its id.
    ///
    /// # Errors
    /// `invalid` for what cannot be kept, or for a name that another brand has; `not_found` for an id of none; `store.*`.
    pub async fn save(&self, id: Option<String>, spec: BrandSpec) -> Result<String> {
        let (spec, now) = (spec.tidy()?, self.clock.now_millis());
        let (id, new) = id.map_or_else(|| (Uuid::now_v7().to_string(), true), |id| (id, false));
        let brand = Brand { id: id.clone(), changed_at: now, spec };
        self.store
            .write("save a brand", move |connection| Box::pin(async move { rows::save(connection, &brand, new).await }))
            .await?;
        Ok(id)
    }

    /// Deletes a brand, or brings a deleted one back. Its instances stay as they are.
    ///
    /// # Errors
    /// `not_found`; `invalid` when another brand has its name by now; `store.*`.
    pub async fn set_deleted(&self, id: &str, deleted: bool) -> Result<()> {
        let (id, at) = (id.to_owned(), deleted.then(|| self.clock.now_millis()));
        let changed = self
            .store
            .write("delete or bring back a brand", move |connection| {
                Box::pin(async move { rows::set_deleted(connection, &id, at).await })
            })
            .await?;
        if changed { Ok(()) } else { Err(Error::not_found("brand")) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::query::ParameterValue;
    use crate::testing::TestClock;

    fn spec(name: &str) -> BrandSpec {
        BrandSpec {
            name: name.to_owned(),
            tag: String::new(),
            instance_ids: Vec::new(),
            parameter_values: BTreeMap::new(),
            products: Vec::new(),
            campaigns: Vec::new(),
            campaign_patterns: Vec::new(),
        }
    }

    async fn brands(dir: &std::path::Path) -> Brands {
        let store = Store::open(dir, "test", 0).await.unwrap();
        Brands::new(store, Arc::new(TestClock::new("2026-02-09T12:00:00Z".parse().unwrap())))
    }

    #[tokio::test]
    async fn brands_are_kept_changed_deleted_and_brought_back() {
        let dir = tempfile::tempdir().unwrap();
        let brands = brands(dir.path()).await;
        let product = |asin: &str| Product { asin: asin.to_owned(), title: " Kettle ".to_owned() };
        let whole = BrandSpec {
            tag: " kst ".to_owned(),
            instance_ids: vec!["i-2".to_owned(), "i-1".to_owned(), "i-2".to_owned()],
            parameter_values: BTreeMap::from([("days".to_owned(), ParameterValue::Text("14".to_owned()))]),
            products: vec![product("b0abcd1234"), product("B0ABCD1234"), product("1234567890")],
            campaigns: vec![" Trail ".to_owned(), "Trail".to_owned(), String::new(), "trail".to_owned()],
            campaign_patterns: vec!["KST_%".to_owned()],
            ..spec(" Kestrel ")
        };
        let id = brands.save(None, whole).await.unwrap();
        let kept = brands.list().await.unwrap().remove(0);
        assert_eq!((kept.spec.name.as_str(), kept.spec.tag.as_str()), ("Kestrel", "kst"));
        assert_eq!(kept.spec.instance_ids, ["i-2", "i-1"]);
        let asins: Vec<_> = kept.spec.products.iter().map(|one| (one.asin.as_str(), one.title.as_str())).collect();
        assert_eq!(asins, [("B0ABCD1234", "Kettle"), ("1234567890", "Kettle")]);
        // Amazon tells campaigns apart by the case of their letters.
        assert_eq!(kept.spec.campaigns, ["Trail", "trail"]);

        brands.save(Some(id.clone()), spec("Ferro")).await.unwrap();
        brands.save(None, spec("Alder")).await.unwrap();
        let names = async || brands.list().await.unwrap().into_iter().map(|one| one.spec.name).collect::<Vec<_>>();
        assert_eq!(names().await, ["Alder", "Ferro"]);
        brands.set_deleted(&id, true).await.unwrap();
        assert_eq!(names().await, ["Alder"]);
        assert_eq!(brands.set_deleted(&id, true).await.unwrap_err().code, "not_found");
        brands.set_deleted(&id, false).await.unwrap();
        assert_eq!(names().await, ["Alder", "Ferro"]);
    }

    #[tokio::test]
    async fn a_brand_that_cannot_be_kept_is_refused_and_nothing_changes() {
        let dir = tempfile::tempdir().unwrap();
        let brands = brands(dir.path()).await;
        let id = brands.save(None, spec("Ferro")).await.unwrap();
        let refused = async |spec: BrandSpec| brands.save(None, spec).await.unwrap_err().message;
        assert_eq!(refused(spec(" ")).await, "A brand needs a name of at most 100 characters.");
        assert_eq!(refused(spec("FERRO")).await, "There is a brand of this name already.");
        let product = Product { asin: "B0-BCD1234".to_owned(), title: String::new() };
        let wrong = refused(BrandSpec { products: vec![product], ..spec("A") }).await;
        assert_eq!(wrong, "“B0-BCD1234” is no ASIN.");
        let long = vec!["x".repeat(500); 1];
        let campaigns = (0..5_000).map(|i| format!("{}{i}", long[0])).collect();
        let wrong = refused(BrandSpec { campaigns, ..spec("A") }).await;
        assert!(wrong.contains("1.75 MiB"), "{wrong}");
        assert_eq!(brands.save(Some("none".to_owned()), spec("A")).await.unwrap_err().code, "not_found");
        // Its own name is no other brand's.
        brands.save(Some(id.clone()), spec("ferro")).await.unwrap();
        brands.set_deleted(&id, true).await.unwrap();
        brands.save(None, spec("Ferro")).await.unwrap();
        assert_eq!(brands.set_deleted(&id, false).await.unwrap_err().code, "invalid");
        assert_eq!(brands.list().await.unwrap().len(), 1);
    }
}
