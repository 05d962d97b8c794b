//! What a decoded number or list of bytes stands for.

/// What a value stands for, which decides how it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Something made of parts, or a truth value: shown by its form.
    #[default]
    Plain,
    /// A count of something that has no unit of its own here: slots, generations, votes.
    Count,
    /// A count that may exceed 64 bits: units of a resource, shares, credit.
    LongCount,
    /// A number that names something: a node, a class, a lease, an epoch.
    Number,
    /// An amount of the token, in its smallest unit.
    Amount,
    /// A part of a whole, in basis points.
    Part,
    /// A multiple, in basis points of one.
    Multiple,
    /// Milliseconds since 1970.
    Time,
    /// Milliseconds.
    Duration,
    /// A slot: its epoch, and its index in it.
    Slot,
    /// An H3 cell.
    Cell,
    /// An ISO 3166-1 numeric country code.
    Country,
    /// An account.
    Account,
    /// Bytes that may be text.
    Text,
    /// Bytes that are a key, a hash, a signature or a selector.
    Bytes,
}

const ALL: [Unit; 15] = [
    Unit::Plain,
    Unit::Count,
    Unit::LongCount,
    Unit::Number,
    Unit::Amount,
    Unit::Part,
    Unit::Multiple,
    Unit::Time,
    Unit::Duration,
    Unit::Slot,
    Unit::Cell,
    Unit::Country,
    Unit::Account,
    Unit::Text,
    Unit::Bytes,
];

impl Unit {
    /// Returns the unit of this number, which a value has as its context.
    pub fn of_context(context: u32) -> Self {
        ALL.into_iter().find(|unit| unit.context() == context).unwrap_or_default()
    }

    /// Returns its number.
    pub fn context(self) -> u32 {
        self as u32
    }

    /// Returns the unit of a number by what the contract calls its type and, where that says nothing (`u64`), by
    /// the name of its field.
    pub fn of(name: &str, type_name: &str) -> Self {
        match type_name {
            "Amount" | "Weight" | "Balance" => Self::Amount,
            "Bps" => Self::Part,
            "Timestamp" => Self::Time,
            "Units" | "Credit" | "Shares" => Self::LongCount,
            "NodeId" | "ClassId" | "LeaseId" | "ProposalId" | "LegIndex" | "Epoch" => Self::Number,
            "Cell" => Self::Cell,
            "Country" => Self::Country,
            // PSP22 has no type of its own for amounts.
            "u128" | "" if matches!(name, "value" | "amount" | "amounts" | "delta_value") => Self::Amount,
            _ => Self::by_name(name),
        }
    }

    /// Returns the unit of a number whose type says nothing.
    fn by_name(name: &str) -> Self {
        match name {
            "max_multiplier" => Self::Multiple,
            "pools" | "nodes" | "candidates" | "positions" | "classes_of" => Self::Number,
            _ if name.ends_with("_ms") => Self::Duration,
            _ if name.ends_with("until") || name.ends_with("_at") => Self::Time,
            _ => Self::Count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_units() {
        for unit in ALL {
            assert_eq!(Unit::of_context(unit.context()), unit);
        }
        assert_eq!(Unit::of_context(99), Unit::Plain);
    }

    #[test]
    fn types_say_it_before_names() {
        assert_eq!(Unit::of("until", "Epoch"), Unit::Number);
        assert_eq!(Unit::of("jailed_until", "u64"), Unit::Time);
        assert_eq!(Unit::of("thaw_ms", "u64"), Unit::Duration);
        assert_eq!(Unit::of("kink", "Bps"), Unit::Part);
        assert_eq!(Unit::of("slots", "u16"), Unit::Count);
        assert_eq!([Unit::of("value", "u128"), Unit::of("value", "u16")], [Unit::Amount, Unit::Count]);
    }
}
