//! Brands in the database.

use sqlx::{SqliteConnection, SqlitePool};

use super::model::{Brand, BrandSpec};
use crate::store::json;
use crate::{Error, Result};

/// Names kept values in errors.
const BRAND: &str = "a brand";
/// Brands there may be.
const MOST_BRANDS: i64 = 1_000;
/// Bytes of all together: the window reads them at once, and takes 2 MiB.
const MOST_BYTES: i64 = 7 * (1 << 18);

pub(super) async fn all(reader: &SqlitePool) -> Result<Vec<Brand>> {
    let rows = sqlx::query!(
        "SELECT id, name, tag, instance_ids, parameter_values, products, campaigns, campaign_patterns, changed_at
         FROM brand WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE, id"
    );
    let read = rows.fetch_all(reader).await?.into_iter().map(|row| {
        let spec = BrandSpec {
            name: row.name,
            tag: row.tag,
            instance_ids: json::read(&row.instance_ids, BRAND)?,
            parameter_values: json::read(&row.parameter_values, BRAND)?,
            products: json::read(&row.products, BRAND)?,
            campaigns: json::read(&row.campaigns, BRAND)?,
            campaign_patterns: json::read(&row.campaign_patterns, BRAND)?,
        };
        Ok(Brand { id: row.id, changed_at: row.changed_at, spec })
    });
    read.collect()
}

pub(super) async fn save(connection: &mut SqliteConnection, brand: &Brand, new: bool) -> Result<()> {
    let Brand { id, changed_at, spec } = brand;
    let instance_ids = json::write(&spec.instance_ids, BRAND)?;
    let parameter_values = json::write(&spec.parameter_values, BRAND)?;
    let products = json::write(&spec.products, BRAND)?;
    let campaigns = json::write(&spec.campaigns, BRAND)?;
    let patterns = json::write(&spec.campaign_patterns, BRAND)?;
    room(&mut *connection, brand, new).await?;
    alone(&mut *connection, id, &spec.name).await?;
    let changed = if new {
        sqlx::query!(
            "INSERT INTO brand (id, name, tag, instance_ids, parameter_values, products, campaigns, campaign_patterns, changed_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            id,
            spec.name,
            spec.tag,
            instance_ids,
            parameter_values,
            products,
            campaigns,
            patterns,
            changed_at
        )
        .execute(connection)
        .await?
    } else {
        sqlx::query!(
            "UPDATE brand SET name = ?, tag = ?, instance_ids = ?, parameter_values = ?, products = ?, campaigns = ?,
                 campaign_patterns = ?, changed_at = ?
             WHERE id = ? AND deleted_at IS NULL",
            spec.name,
            spec.tag,
            instance_ids,
            parameter_values,
            products,
            campaigns,
            patterns,
            changed_at,
            id
        )
        .execute(connection)
        .await?
    };
    if changed.rows_affected() == 0 { Err(Error::not_found("brand")) } else { Ok(()) }
}

/// Whether there is one of this id to delete or to bring back.
pub(super) async fn set_deleted(connection: &mut SqliteConnection, id: &str, at: Option<i64>) -> Result<bool> {
    if at.is_none() {
        let name =
            sqlx::query_scalar!("SELECT name FROM brand WHERE id = ?", id).fetch_optional(&mut *connection).await?;
        if let Some(name) = name {
            alone(&mut *connection, id, &name).await?;
        }
    }
    let done = sqlx::query!(
        "UPDATE brand SET deleted_at = ?1 WHERE id = ?2 AND (deleted_at IS NULL) = (?1 IS NOT NULL)",
        at,
        id
    );
    Ok(done.execute(connection).await?.rows_affected() > 0)
}

/// No other brand has the name.
async fn alone(connection: &mut SqliteConnection, id: &str, name: &str) -> Result<()> {
    let other = sqlx::query_scalar!(
        "SELECT id FROM brand WHERE name = ? COLLATE NOCASE AND id <> ? AND deleted_at IS NULL",
        name,
        id
    );
    match other.fetch_optional(connection).await? {
        Some(_) => Err(Error::invalid("There is a brand of this name already.").next("Choose another name.")),
        None => Ok(()),
    }
}

async fn room(connection: &mut SqliteConnection, brand: &Brand, new: bool) -> Result<()> {
    let own = json::write(brand, BRAND)?.len();
    let others = sqlx::query!(
        r#"SELECT count(*) AS "brands!: i64", coalesce(sum(length(CAST(name || tag || instance_ids || parameter_values || products
               || campaigns || campaign_patterns AS BLOB)) + 200), 0) AS "bytes!: i64"
           FROM brand WHERE id <> ? AND deleted_at IS NULL"#,
        brand.id
    )
    .fetch_one(connection)
    .await?;
    if new && others.brands >= MOST_BRANDS {
        return Err(Error::invalid(format!("There may be at most {MOST_BRANDS} brands.")).next("Delete some."));
    }
    if others.bytes.saturating_add(i64::try_from(own).unwrap_or(i64::MAX)) > MOST_BYTES {
        return Err(Error::invalid("All brands together are too long to be kept (1.75 MiB).")
            .next("Keep fewer products or campaigns, or shorter titles."));
    }
    Ok(())
}
