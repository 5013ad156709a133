//! COUNT as the engine has it, but for how it counts distinct texts group by group: the engine keeps a set for each group and sorts
//! every batch by group for it. AMC's statements count distinct users more than anything else, several at a time, and users are
//! texts.

use std::{collections::HashSet, mem, sync::Arc};

use datafusion::{
    arrow::{
        array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, UInt32Array},
        buffer::OffsetBuffer,
        compute::{cast, take},
        datatypes::{DataType, Field, FieldRef},
    },
    common::{Result, ScalarValue, hash_utils::RandomState, internal_datafusion_err},
    functions_aggregate::count::Count,
    logical_expr::{
        Accumulator, AggregateUDFImpl, Documentation, EmitTo, GroupsAccumulator, ReversedUDAF, SetMonotonicity,
        Signature, StatisticsArgs,
        function::{AccumulatorArgs, StateFieldsArgs},
    },
    physical_expr_common::{binary_map::OutputType, binary_view_map::ArrowBytesViewMap},
};

/// The engine's COUNT, faster at distinct texts.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CountTexts {
    engine: Count,
}

fn counts_texts(args: &AccumulatorArgs<'_>) -> bool {
    args.is_distinct
        && args.exprs.len() == 1
        && matches!(args.expr_fields[0].data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

impl AggregateUDFImpl for CountTexts {
    fn name(&self) -> &str {
        self.engine.name()
    }

    fn signature(&self) -> &Signature {
        self.engine.signature()
    }

    fn return_type(&self, arg_types: &[DataType]) -> Result<DataType> {
        self.engine.return_type(arg_types)
    }

    fn is_nullable(&self) -> bool {
        self.engine.is_nullable()
    }

    fn state_fields(&self, args: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        self.engine.state_fields(args)
    }

    fn accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        self.engine.accumulator(args)
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        self.engine.create_sliding_accumulator(args)
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs<'_>) -> bool {
        counts_texts(&args) || self.engine.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs<'_>) -> Result<Box<dyn GroupsAccumulator>> {
        if counts_texts(&args) {
            return Ok(Box::new(DistinctTexts::new(args.expr_fields[0].data_type().clone())));
        }
        self.engine.create_groups_accumulator(args)
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        self.engine.reverse_expr()
    }

    fn default_value(&self, data_type: &DataType) -> Result<ScalarValue> {
        self.engine.default_value(data_type)
    }

    fn value_from_stats(&self, statistics: &StatisticsArgs<'_>) -> Option<ScalarValue> {
        self.engine.value_from_stats(statistics)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.engine.documentation()
    }

    fn set_monotonicity(&self, data_type: &DataType) -> SetMonotonicity {
        self.engine.set_monotonicity(data_type)
    }
}

/// Distinct texts of all groups at once: each text is kept once, under a number, and of a group only numbers.
struct DistinctTexts {
    /// What the state is made of: the texts' type.
    data_type: DataType,
    /// The texts by number, in the order in which they came.
    texts: ArrowBytesViewMap<u32>,
    next: u32,
    seen: HashSet<u64, RandomState>,
    counts: Vec<i64>,
    /// The numbers of a batch.
    numbers: Vec<u32>,
}

/// A group and a text in it.
fn pair(group: usize, number: u32) -> u64 {
    (group as u64) << 32 | u64::from(number)
}

fn group_of(pair: u64) -> usize {
    usize::try_from(pair >> 32).unwrap_or(usize::MAX)
}

fn number_of(pair: u64) -> u32 {
    (pair & u64::from(u32::MAX)) as u32
}

impl DistinctTexts {
    fn new(data_type: DataType) -> Self {
        Self {
            data_type,
            texts: ArrowBytesViewMap::new(OutputType::Utf8View),
            next: 0,
            seen: HashSet::default(),
            counts: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Finds the number of each text, also of NULL, which takes a place among them.
    fn number(&mut self, texts: &ArrayRef) -> Result<()> {
        let views = match texts.data_type() {
            DataType::Utf8View => Arc::clone(texts),
            _ => cast(texts, &DataType::Utf8View)?,
        };
        let (next, numbers) = (&mut self.next, &mut self.numbers);
        numbers.clear();
        self.texts.insert_if_new(
            &views,
            |_| {
                let number = *next;
                *next = number.wrapping_add(1);
                number
            },
            |number| numbers.push(number),
        );
        // Four thousand million texts do not fit in the memory that a run may take.
        if self.numbers.len() != texts.len() {
            return Err(internal_datafusion_err!("texts were not numbered"));
        }
        Ok(())
    }

    fn count(&mut self, group: usize, number: u32) {
        if self.seen.insert(pair(group, number)) {
            self.counts[group] += 1;
        }
    }

    /// Takes the pairs of the groups that are given out; the others move to the front.
    fn emit(&mut self, emit_to: EmitTo) -> (Vec<u64>, Vec<i64>) {
        let counts = emit_to.take_needed(&mut self.counts);
        let pairs = match emit_to {
            EmitTo::All => mem::take(&mut self.seen).into_iter().collect(),
            EmitTo::First(groups) => {
                let (out, kept): (Vec<u64>, Vec<u64>) =
                    mem::take(&mut self.seen).into_iter().partition(|entry| group_of(*entry) < groups);
                self.seen = kept.into_iter().map(|entry| pair(group_of(entry) - groups, number_of(entry))).collect();
                out
            }
        };
        (pairs, counts)
    }

    /// All texts that are known, by number.
    fn known(&mut self, last: bool) -> Result<ArrayRef> {
        let known = self.texts.take().into_state();
        self.next = 0;
        if !last {
            self.number(&known)?;
        }
        Ok(known)
    }

    fn lists(&self, lengths: impl IntoIterator<Item = usize>, texts: ArrayRef) -> Result<ArrayRef> {
        let texts = if *texts.data_type() == self.data_type { texts } else { cast(&texts, &self.data_type)? };
        let item = Arc::new(Field::new_list_field(self.data_type.clone(), true));
        Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), texts, None)?))
    }
}

impl GroupsAccumulator for DistinctTexts {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total_groups: usize,
    ) -> Result<()> {
        let texts = &values[0];
        self.counts.resize(total_groups, 0);
        self.number(texts)?;
        for (row, group) in groups.iter().enumerate() {
            if texts.is_valid(row) && passes(filter, row) {
                self.count(*group, self.numbers[row]);
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], total_groups: usize) -> Result<()> {
        let lists = states[0].as_list::<i32>();
        self.counts.resize(total_groups, 0);
        let offsets = lists.offsets();
        let (first, last) = (offsets[0] as usize, offsets[lists.len()] as usize);
        self.number(&lists.values().slice(first, last - first))?;
        for (row, group) in groups.iter().enumerate() {
            for at in offsets[row] as usize - first..offsets[row + 1] as usize - first {
                self.count(*group, self.numbers[at]);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let (_, counts) = self.emit(emit_to);
        Ok(Arc::new(Int64Array::from(counts)))
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        let (mut pairs, counts) = self.emit(emit_to);
        pairs.sort_unstable();
        let known = self.known(self.seen.is_empty())?;
        let numbers = UInt32Array::from_iter_values(pairs.into_iter().map(number_of));
        let texts = take(&known, &numbers, None)?;
        Ok(vec![self.lists(counts.into_iter().map(|count| usize::try_from(count).unwrap_or(0)), texts)?])
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let texts = &values[0];
        let is_in = |row: usize| texts.is_valid(row) && passes(filter, row);
        let rows = 0..texts.len();
        let kept = UInt32Array::from_iter_values(
            rows.clone().filter(|row| is_in(*row)).filter_map(|row| u32::try_from(row).ok()),
        );
        Ok(vec![self.lists(rows.map(|row| usize::from(is_in(row))), take(texts, &kept, None)?)?])
    }

    fn size(&self) -> usize {
        mem::size_of_val(self)
            + self.texts.size()
            + self.seen.capacity() * (mem::size_of::<u64>() + 1)
            + self.counts.capacity() * mem::size_of::<i64>()
            + self.numbers.capacity() * mem::size_of::<u32>()
    }
}

fn passes(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::array::{StringArray, StringViewArray};
    use proptest::prelude::*;

    use super::*;

    fn texts(values: &[Option<u8>], data_type: &DataType) -> ArrayRef {
        // Some fit into a view, some do not.
        let text =
            |n: u8| if n.is_multiple_of(2) { format!("u{n}") } else { format!("a user with a long name, number {n}") };
        let array = StringArray::from_iter(values.iter().map(|value| value.map(text)));
        cast(&array, data_type).unwrap()
    }

    fn counts(array: &ArrayRef) -> Vec<i64> {
        array.as_any().downcast_ref::<Int64Array>().unwrap().values().to_vec()
    }

    type Rows = Vec<(usize, Option<u8>, Option<bool>)>;

    fn add(to: &mut DistinctTexts, rows: &Rows, groups: usize) {
        let values = texts(&rows.iter().map(|row| row.1).collect::<Vec<_>>(), &to.data_type.clone());
        let filter = BooleanArray::from(rows.iter().map(|row| row.2).collect::<Vec<_>>());
        let places: Vec<usize> = rows.iter().map(|row| row.0).collect();
        to.update_batch(&[values], &places, Some(&filter), groups).unwrap();
    }

    fn expected(batches: &[Rows], groups: usize) -> Vec<i64> {
        (0..groups)
            .map(|group| {
                let of_group = batches.iter().flatten().filter(|row| row.0 == group && row.2 == Some(true));
                let distinct: HashSet<u8> = of_group.filter_map(|row| row.1).collect();
                i64::try_from(distinct.len()).unwrap()
            })
            .collect()
    }

    const GROUPS: usize = 5;

    fn batches() -> impl Strategy<Value = Vec<Rows>> {
        let row = (0..GROUPS, prop::option::of(0..12_u8), prop::option::weighted(0.9, prop::bool::weighted(0.8)));
        prop::collection::vec(prop::collection::vec(row, 0..40), 1..5)
    }

    proptest! {
        #[test]
        fn every_road_to_the_counts_gives_what_sets_give(
            batches in batches(),
            first in 0..=GROUPS,
            data_type in prop::sample::select(vec![DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View]),
        ) {
            let wanted = expected(&batches, GROUPS);
            let all: Vec<usize> = (0..GROUPS).collect();

            let mut direct = DistinctTexts::new(data_type.clone());
            batches.iter().for_each(|rows| add(&mut direct, rows, GROUPS));
            prop_assert_eq!(&counts(&direct.evaluate(EmitTo::All).unwrap()), &wanted);

            // Two halves, the second given out in two parts, put together.
            let mut halves = [DistinctTexts::new(data_type.clone()), DistinctTexts::new(data_type.clone())];
            for (index, rows) in batches.iter().enumerate() {
                add(&mut halves[index % 2], rows, GROUPS);
            }
            // A half that saw no batch knows of no groups.
            halves.iter_mut().for_each(|half| half.counts.resize(GROUPS, 0));
            let mut whole = DistinctTexts::new(data_type.clone());
            let [one, two] = &mut halves;
            whole.merge_batch(&one.state(EmitTo::All).unwrap(), &all, GROUPS).unwrap();
            whole.merge_batch(&two.state(EmitTo::First(first)).unwrap(), &all[..first], GROUPS).unwrap();
            whole.merge_batch(&two.state(EmitTo::All).unwrap(), &all[first..], GROUPS).unwrap();
            let begin = whole.evaluate(EmitTo::First(first)).unwrap();
            let end = whole.evaluate(EmitTo::All).unwrap();
            prop_assert_eq!([counts(&begin), counts(&end)].concat(), wanted.clone());

            // Row by row.
            let mut rows_by_row = DistinctTexts::new(data_type.clone());
            for rows in &batches {
                let values = texts(&rows.iter().map(|row| row.1).collect::<Vec<_>>(), &data_type);
                let filter = BooleanArray::from(rows.iter().map(|row| row.2).collect::<Vec<_>>());
                let state = rows_by_row.convert_to_state(&[values], Some(&filter)).unwrap();
                let places: Vec<usize> = rows.iter().map(|row| row.0).collect();
                rows_by_row.merge_batch(&state, &places, GROUPS).unwrap();
            }
            prop_assert_eq!(counts(&rows_by_row.evaluate(EmitTo::All).unwrap()), wanted);
        }
    }

    #[test]
    fn what_was_given_out_is_not_counted_again_and_what_stays_goes_on() {
        let mut kept = DistinctTexts::new(DataType::Utf8View);
        let names: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "a long name that fits no view", "a"]));
        kept.update_batch(std::slice::from_ref(&names), &[0, 1, 1], None, 2).unwrap();
        kept.state(EmitTo::First(1)).unwrap();
        kept.update_batch(&[names], &[0, 0, 1], None, 2).unwrap();
        assert_eq!(counts(&kept.evaluate(EmitTo::All).unwrap()), [2, 1]);
    }
}
