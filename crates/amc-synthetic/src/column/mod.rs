//! The value of every column, by its name: what a name means is the same in all tables that have it.

mod ad;
mod context;
mod conversion;
mod credit;
mod fallback;
mod recipe;
mod time;

use amc_sql::catalogue::Field;
use arrow::{array::ArrayRef, datatypes::DataType, error::ArrowError};

pub(super) use self::recipe::Recipe;
use super::{row::Row, row::Source, world::World};

/// What a column is made of: the world and the kind of rows.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) world: &'a World,
    pub(super) source: Source,
}

/// A column ready to be filled.
pub(super) struct Column<'a> {
    recipe: Recipe<'a>,
    data_type: DataType,
}

impl<'a> Column<'a> {
    /// How to fill a field of the table.
    pub(super) fn new(setting: Setting<'a>, field: &'a Field) -> Self {
        let name = field.name.to_ascii_lowercase();
        let recipe = time::recipe(setting, &name)
            .or_else(|| credit::recipe(setting, &name))
            .or_else(|| context::recipe(setting, &name))
            .or_else(|| ad::recipe(setting, &name))
            .or_else(|| conversion::recipe(setting, &name))
            .filter(|recipe| recipe.fits(field.data_type))
            .unwrap_or_else(|| fallback::recipe(setting, field));
        Self { recipe, data_type: amc_sql::arrow_type(field.data_type) }
    }

    /// The values of some rows.
    ///
    /// # Errors
    /// The type of the catalogue is one that no column can be made of.
    pub(super) fn fill(&self, rows: &[Row]) -> Result<ArrayRef, ArrowError> {
        self.recipe.fill(rows, &self.data_type)
    }
}
