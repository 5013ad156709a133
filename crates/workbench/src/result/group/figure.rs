//! Figures of rows that are taken together.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array as _, ArrayRef, Float64Array, Int64Array, new_null_array};
use arrow::compute::SortOptions;
use arrow::datatypes::DataType;
use arrow::row::{RowConverter, Rows, SortField};

use super::model::{GroupValue, Measure};
use crate::result::additive::no_sum;
use crate::result::column::ColumnType;
use crate::result::look::NoSum;
use crate::result::number::{self, Number, is_numeric};
use crate::result::table::{Table, broken};
use crate::{Error, Result};

/// Which figure of which column, and what it is worked out with.
pub(in crate::result) struct Plan {
    measure: Measure,
    pub(super) column: Option<u32>,
    pub(super) name: String,
    /// Of figures that are values: their type, and what their bytes are made with.
    values: Option<(DataType, RowConverter)>,
}

impl Plan {
    /// A plan for a figure of a table.
    ///
    /// # Errors
    /// `invalid` for a column that is not there or a figure that it has not; `result.not_additive` for a sum that would be wrong.
    pub(in crate::result) fn new(table: &Table, value: GroupValue) -> Result<Self> {
        let GroupValue { measure, column } = value;
        let field = match (measure, column) {
            (Measure::Rows, _) => {
                return Ok(Self { measure, column: None, name: "rows".to_owned(), values: None });
            }
            (_, None) => return Err(Error::invalid("This figure needs a column.")),
            (_, Some(column)) => table.schema().fields().get(column as usize),
        };
        let field = field.ok_or_else(|| Error::invalid("This result has no such column."))?;
        let name = field.name();
        let of_numbers = !matches!(measure, Measure::Least | Measure::Greatest | Measure::Distinct);
        if of_numbers && !is_numeric(field.data_type()) {
            return Err(Error::invalid(format!("“{name}” holds no numbers."))
                .next("Count its different values, or take the least or the greatest."));
        }
        if measure == Measure::Sum
            && let Some(why) = no_sum(name)
        {
            return Err(not_additive(name, why));
        }
        let values = if of_numbers {
            None
        } else {
            let options = SortOptions { descending: false, nulls_first: false };
            let sort = SortField::new_with_options(field.data_type().clone(), options);
            Some((field.data_type().clone(), RowConverter::new(vec![sort]).map_err(|_| broken())?))
        };
        let word = match measure {
            Measure::Rows | Measure::Sum => "sum of",
            Measure::Average => "average of",
            Measure::Least => "least of",
            Measure::LowerQuartile => "lower quartile of",
            Measure::Median => "median of",
            Measure::UpperQuartile => "upper quartile of",
            Measure::Greatest => "greatest of",
            Measure::Distinct => "different",
        };
        Ok(Self { measure, column, name: format!("{word} {name}"), values })
    }

    /// The bytes of a column's values, where the figure is one of them.
    pub(super) fn encode(&self, column: Option<&ArrayRef>) -> Result<Option<Rows>> {
        match (&self.values, column) {
            (Some((_, converter)), Some(column)) => {
                converter.convert_columns(std::slice::from_ref(column)).map(Some).map_err(|_| broken())
            }
            _ => Ok(None),
        }
    }

    /// The figure of no rows.
    pub(super) fn begin(&self) -> Figure {
        match self.measure {
            Measure::Rows => Figure::Rows(0),
            Measure::Sum | Measure::Average => Figure::Sum { numbers: 0, sum: None },
            Measure::Least | Measure::Greatest => Figure::Bound(None),
            Measure::Distinct => Figure::Distinct(HashSet::new()),
            Measure::LowerQuartile | Measure::Median | Measure::UpperQuartile => Figure::Spread(Vec::new()),
        }
    }

    /// Takes in a row, and answers how many bytes it newly takes.
    pub(super) fn see(
        &self,
        figure: &mut Figure,
        column: Option<&ArrayRef>,
        encoded: Option<&Rows>,
        row: usize,
    ) -> usize {
        let value = || column.filter(|column| !column.is_null(row)).and(encoded).map(|rows| rows.row(row));
        let number = || column.and_then(|column| number::number(column, row));
        match figure {
            Figure::Rows(rows) => *rows += 1,
            Figure::Sum { numbers, sum } => {
                if let Some(number) = number() {
                    *numbers += 1;
                    *sum = Some(sum.map_or(number, |sum| sum.plus(number)));
                }
            }
            Figure::Bound(bound) => {
                if let Some(value) = value() {
                    let further = bound.as_deref().is_none_or(|bound| match self.measure {
                        Measure::Least => value.as_ref() < bound,
                        _ => value.as_ref() > bound,
                    });
                    if further {
                        let before = bound.as_ref().map_or(0, |bound| bound.len());
                        *bound = Some(value.as_ref().into());
                        return value.as_ref().len().saturating_sub(before);
                    }
                }
            }
            Figure::Distinct(seen) => {
                if let Some(value) = value()
                    && !seen.contains(value.as_ref())
                {
                    seen.insert(value.as_ref().into());
                    return value.as_ref().len() + 48;
                }
            }
            Figure::Spread(numbers) => {
                if let Some(number) = number() {
                    numbers.push(number.approximate());
                    return size_of::<f64>();
                }
            }
        }
        0
    }

    /// The column of these figures; none stands where there were no rows.
    pub(super) fn column(&self, figures: &[Option<&Figure>]) -> Result<(ColumnType, ArrayRef)> {
        let count = |figure: &Option<&Figure>| match figure {
            Some(Figure::Rows(rows)) => Some(*rows),
            Some(Figure::Distinct(seen)) => i64::try_from(seen.len()).ok(),
            _ => None,
        };
        Ok(match self.measure {
            Measure::Rows | Measure::Distinct => {
                (ColumnType::Long, Arc::new(figures.iter().map(count).collect::<Int64Array>()))
            }
            Measure::Sum => {
                number::column(&figures.iter().map(|figure| figure.and_then(Figure::sum)).collect::<Vec<_>>())
            }
            Measure::Average => {
                let mean = |figure: &Option<&Figure>| match figure {
                    Some(Figure::Sum { numbers, sum: Some(sum) }) => Some(sum.over(*numbers).approximate()),
                    _ => None,
                };
                (ColumnType::Double, Arc::new(figures.iter().map(mean).collect::<Float64Array>()))
            }
            Measure::LowerQuartile => self.quantiles(figures, 0.25),
            Measure::Median => self.quantiles(figures, 0.5),
            Measure::UpperQuartile => self.quantiles(figures, 0.75),
            Measure::Least | Measure::Greatest => {
                let Some((kind, converter)) = &self.values else { return Err(broken()) };
                let empty = converter.convert_columns(&[new_null_array(kind, 1)]).map_err(|_| broken())?;
                let parser = converter.parser();
                let rows = figures.iter().map(|figure| match figure {
                    Some(Figure::Bound(Some(bound))) => parser.parse(bound),
                    _ => parser.parse(empty.row(0).data()),
                });
                let column = converter.convert_rows(rows).map_err(|_| broken())?.into_iter().next();
                (ColumnType::kept(kind), column.ok_or_else(broken)?)
            }
        })
    }

    fn quantiles(&self, figures: &[Option<&Figure>], part: f64) -> (ColumnType, ArrayRef) {
        let quantile = |figure: &Option<&Figure>| match figure {
            Some(Figure::Spread(numbers)) => quantile(numbers.clone(), part),
            _ => None,
        };
        (ColumnType::Double, Arc::new(figures.iter().map(quantile).collect::<Float64Array>()))
    }
}

/// Why a sum is refused.
pub(super) fn not_additive(name: &str, why: NoSum) -> Error {
    let why = match why {
        NoSum::People => "counts people, and one who is in several rows would be counted in each",
        NoSum::Rate => "is a rate, and rates do not add up",
        NoSum::Id => "is a name made of digits",
    };
    Error::new("result.not_additive", format!("“{name}” {why}."))
        .next("Take its average, its least or its greatest, or count anew with a query.")
}

/// What has been seen of the rows of a group.
pub(in crate::result) enum Figure {
    Rows(i64),
    Sum { numbers: i64, sum: Option<Number> },
    Bound(Option<Box<[u8]>>),
    Distinct(HashSet<Box<[u8]>>),
    Spread(Vec<f64>),
}

impl Figure {
    pub(in crate::result) fn sum(&self) -> Option<Number> {
        if let Self::Sum { sum, .. } = self { *sum } else { None }
    }
}

/// The number below which a part of all lies, by linear interpolation between the two beside it.
fn quantile(mut numbers: Vec<f64>, part: f64) -> Option<f64> {
    numbers.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "rows are far fewer than 2^53")]
    let place = numbers.len().checked_sub(1)? as f64 * part;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of rows")]
    let below = place.floor() as usize;
    let low = *numbers.get(below)?;
    let high = numbers.get(below + 1).copied().unwrap_or(low);
    Some(low + (high - low) * (place - place.floor()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_the_numbers_beside_them() {
        assert_eq!(quantile(vec![4.0, 1.0, 3.0, 2.0], 0.5), Some(2.5));
        assert_eq!(quantile(vec![4.0, 1.0, 3.0, 2.0], 0.25), Some(1.75));
        assert_eq!(quantile(vec![7.0], 0.75), Some(7.0));
        assert_eq!(quantile(vec![], 0.5), None);
    }
}
