//! Numbers as they are written.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number: `mantissa` / 10^`scale`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exact {
    pub(super) mantissa: i128,
    pub(super) scale: u32,
}

impl Exact {
    /// Reads a plain number of up to 38 digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let digits = digits.strip_prefix('+').unwrap_or(digits);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > 38 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self { mantissa: sign * all.parse::<i128>().ok()?, scale: u32::try_from(fraction.len()).ok()? })
    }

    /// Compares exactly.
    pub(super) fn compare(self, other: Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        match (self.lift(scale), other.lift(scale)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.approximate().total_cmp(&other.approximate()),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "only beyond 38 digits, and for columns of floating point")]
    /// The nearest number of floating point, about.
    pub(super) fn approximate(self) -> f64 {
        self.mantissa as f64 / 10_f64.powi(i32::try_from(self.scale).unwrap_or(38))
    }

    /// The same number with more places behind the point; `None` where its digits are too many.
    pub(super) fn lift(self, scale: u32) -> Option<i128> {
        10_i128.checked_pow(scale.checked_sub(self.scale)?).and_then(|factor| self.mantissa.checked_mul(factor))
    }

    /// The sum, with the places of the finer of both; `None` where its digits are too many.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self { mantissa: self.lift(scale)?.checked_add(other.lift(scale)?)?, scale })
    }

    /// The quotient rounded to four more places than `self` has, half away from zero.
    pub(super) fn over(self, count: i64) -> Option<Self> {
        const MORE: u32 = 4;
        let lifted = self.lift(self.scale + MORE)?;
        let count = i128::from(count);
        let half = count / 2 * lifted.signum();
        Some(Self { mantissa: lifted.checked_add(half)?.checked_div(count)?, scale: self.scale + MORE })
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.scale as usize);
        if fraction.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{fraction}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_means_lose_no_digit() {
        let number = |text: &str| Exact::parse(text).unwrap();
        let sum = number("9007199254740993").plus(number("0.25")).unwrap();
        assert_eq!(sum.to_string(), "9007199254740993.25");
        assert_eq!(number("-0.05").to_string(), "-0.05");
        assert_eq!(number("10").over(3).unwrap().to_string(), "3.3333");
        assert_eq!(number("-2").over(3).unwrap().to_string(), "-0.6667");
        assert!(Exact { mantissa: i128::MAX, scale: 0 }.plus(Exact { mantissa: 1, scale: 0 }).is_none());
    }
}
