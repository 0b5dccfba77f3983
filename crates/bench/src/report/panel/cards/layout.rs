//! Which cards there are, and which of them stand side by side.

use super::names;
use crate::report::ParamValue;

/// The card of one group.
pub(super) struct Card<'a> {
    /// The group's id, empty for what is in none.
    group: &'a str,
    pub(super) title: String,
    pub(super) params: Vec<&'a ParamValue>,
}

/// Cards side by side: parts of a kind, or a single one.
pub(super) struct Row<'a> {
    kind: Option<String>,
    pub(super) cards: Vec<Card<'a>>,
}

impl<'a> Card<'a> {
    /// The parameters in their order, each with its name on this card.
    pub(super) fn named(&self) -> Vec<(String, &'a ParamValue)> {
        let all: Vec<&str> = self.params.iter().map(|param| param.name.as_ref()).collect();
        names::on_card(&all, self.group).into_iter().zip(self.params.iter().copied()).collect()
    }
}

/// The cards on which anything stands elsewhere than where the synth starts, and those where nothing does.
pub(super) fn by_moved(rows: Vec<Row<'_>>) -> (Vec<Row<'_>>, Vec<Row<'_>>) {
    let is_moved = |card: &Card<'_>| card.params.iter().any(|param| param.is_moved());
    let split = |Row { kind, cards }| {
        let (moved, resting): (Vec<_>, Vec<_>) = cards.into_iter().partition(is_moved);
        (Row { kind: kind.clone(), cards: moved }, Row { kind, cards: resting })
    };
    let (mut moved, mut resting): (Vec<_>, Vec<_>) = rows.into_iter().map(split).unzip();
    for rows in [&mut moved, &mut resting] {
        rows.retain(|row| !row.cards.is_empty());
    }
    (moved, resting)
}

/// The cards of all parameters in their order, parts of a kind together, and last what is in no group or alone in one.
pub(super) fn rows(params: &[ParamValue]) -> Vec<Row<'_>> {
    let size = |group: &str| params.iter().filter(|param| param.group == group).count();
    let mut cards: Vec<Card<'_>> = Vec::new();
    let mut rest: Vec<&ParamValue> = Vec::new();
    for param in params {
        let group = param.group.as_str();
        match cards.iter_mut().find(|card| card.group == group) {
            Some(card) => card.params.push(param),
            None if group.is_empty() || size(group) < 2 => rest.push(param),
            None => cards.push(Card { group, title: names::title(group), params: vec![param] }),
        }
    }
    let mut rows: Vec<Row<'_>> = Vec::new();
    for card in cards {
        let kind = kind(&card);
        match rows.iter_mut().find(|row| row.kind.is_some() && row.kind == kind) {
            Some(row) => row.cards.push(card),
            None => rows.push(Row { kind, cards: vec![card] }),
        }
    }
    if !rest.is_empty() {
        let title = if rows.is_empty() { "Parameters" } else { "General" };
        let card = Card { group: "", title: title.to_owned(), params: rest };
        rows.push(Row { kind: None, cards: vec![card] });
    }
    rows
}

/// What a card is one of several of: its family, or its name before a number.
fn kind(card: &Card<'_>) -> Option<String> {
    let family = card.params.first().and_then(|param| param.family.clone());
    family.or_else(|| names::before_number(card.group).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::panel::cards::tests::param;

    #[test]
    fn parts_of_a_kind_are_side_by_side_and_loners_come_last() {
        let params = [
            param("volume", ""),
            param("osc1.wave", "osc1"),
            param("osc1.tune", "osc1"),
            param("filter.cutoff", "filter"),
            param("filter.drive", "filter"),
            param("osc2.wave", "osc2"),
            param("osc2.tune", "osc2"),
            param("reverb.wet", "reverb"),
        ];
        let rows = rows(&params);
        let titles: Vec<Vec<&str>> =
            rows.iter().map(|row| row.cards.iter().map(|card| card.title.as_str()).collect()).collect();
        assert_eq!(titles, [vec!["Osc 1", "Osc 2"], vec!["Filter"], vec!["General"]]);
        let last: Vec<&str> = rows[2].cards[0].params.iter().map(|param| param.id.as_str()).collect();
        assert_eq!(last, ["volume", "reverb.wet"]);
        assert_eq!(rows.iter().flat_map(|row| &row.cards).map(|card| card.params.len()).sum::<usize>(), 8);
    }
}
