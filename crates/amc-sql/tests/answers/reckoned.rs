//! IN over a query, for values nobody chose: what it answers is reckoned anew by SQL's three-valued logic.

use super::rows;

type Cell = Option<i32>;

/// A stream of numbers, the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn cell(&mut self) -> Cell {
        [Some(1), Some(2), Some(3), None][self.below(4)]
    }

    /// Rows of a key and of values.
    fn table(&mut self, rows: usize, width: usize) -> Vec<Vec<Cell>> {
        (0..rows)
            .map(|_| {
                (0..=width)
                    .map(|at| if at == 0 { Some(1 + i32::from(self.below(2) == 1)) } else { self.cell() })
                    .collect()
            })
            .collect()
    }
}

fn and(all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut unknown = false;
    for next in all {
        if next == Some(false) {
            return next;
        }
        unknown |= next.is_none();
    }
    (!unknown).then_some(true)
}

fn values(table: &[Vec<Cell>]) -> String {
    let cell = |cell: &Cell| cell.map_or_else(|| "NULL".to_owned(), |value| value.to_string());
    let row = |row: &Vec<Cell>| format!("({})", row.iter().map(cell).collect::<Vec<_>>().join(", "));
    // The first row gives the columns their type.
    let typed = format!("({})", vec!["0"; table[0].len()].join(", "));
    std::iter::once(typed).chain(table.iter().map(row)).collect::<Vec<_>>().join(", ")
}

/// Whether each row of `mine` is found among those of `theirs`, whose keys fit as `fits` says.
fn found(mine: &[Vec<Cell>], theirs: &[Vec<Cell>], fits: fn(Cell, Cell) -> bool) -> Vec<Option<bool>> {
    let equal = |a: &Cell, b: &Cell| Some((*a)? == (*b)?);
    let each = mine.iter().map(|row| {
        let fitting = theirs.iter().filter(|other| fits(other[0], row[0]));
        let differs =
            fitting.map(|other| and(row[1..].iter().zip(&other[1..]).map(|(a, b)| equal(a, b))).map(|same| !same));
        and(differs).map(|none| !none)
    });
    each.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn whatever_the_values_are_in_answers_as_the_standard_has_it() {
    type Fits = fn(Cell, Cell) -> bool;
    let queries: [(&str, Fits); 4] = [
        ("r.k > 0", |_, _| true),
        ("r.k > 9", |_, _| false),
        ("r.k = m.k", |theirs, mine| theirs == mine),
        ("r.k > 0 AND r.k <= m.k", |theirs, mine| theirs <= mine),
    ];
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for round in 0..24 {
        let width = [1, 1, 2, 3][numbers.below(4)];
        let (mine, length) = (numbers.table(5, width), 1 + numbers.below(4));
        let theirs = numbers.table(length, width);
        let (query, fits) = queries[round % 4];
        let names = |of: &str| (0..width).map(|at| format!("{of}c{at}")).collect::<Vec<_>>().join(", ");
        let test = format!("({}) IN (SELECT {} FROM r WHERE {query})", names("m."), names("r."));
        let tables = format!(
            ", m(k, {0}) AS (VALUES {1}), r(k, {0}) AS (VALUES {2})",
            names(""),
            values(&mine),
            values(&theirs)
        );
        let (answers, is) =
            (found(&mine, &theirs, fits), |wanted: Option<bool>| move |answer: &&Option<bool>| **answer == wanted);
        let count = |wanted| answers.iter().filter(is(wanted)).count();
        let (yes, no, unknown) = (count(Some(true)), count(Some(false)), count(None));
        let of = |items: &str, condition: &str| format!("{tables} SELECT {items} FROM m WHERE m.k > 0 AND {condition}");
        let counted =
            format!("SUM(IF({test}, 1, 0)) AS a, SUM(IF(NOT {test}, 1, 0)) AS b, SUM(IF(({test}) IS NULL, 1, 0)) AS c");
        assert_eq!(rows(&of(&counted, "TRUE")).await, [format!("{yes} {no} {unknown}")], "{test} {tables}");
        assert_eq!(rows(&of("COUNT(*) AS n", &test)).await, [yes.to_string()], "{test} {tables}");
        assert_eq!(rows(&of("COUNT(*) AS n", &format!("NOT {test}"))).await, [no.to_string()], "{test} {tables}");
        let or = format!("(NOT {test} OR m.k > 5)");
        assert_eq!(rows(&of("COUNT(*) AS n", &or)).await, [no.to_string()], "{test} {tables}");
    }
}
