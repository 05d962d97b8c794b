//! Parameters that governance sets: each with its bounds and its default in one place.
//!
//! [`crate::parameters!`] defines the struct, its default and its bounds from one list, and off-chain a
//! description of each, by which clients show and set parameters by name.

/// Parameters with bounds, checked in one place.
pub trait Parameters: Clone {
    /// Returns whether every parameter is within its bounds.
    fn in_bounds(&self) -> bool;
}

/// What a parameter's number means.
#[cfg(feature = "std")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The token's smallest unit.
    Amount,
    /// Hundredths of a percent.
    Bps,
    /// Milliseconds.
    Milliseconds,
    /// Slots, of which an epoch has 48.
    Slots,
    /// Epochs.
    Epochs,
    /// How many times, in basis points: 10 000 is once.
    Multiplier,
    /// How many times: 1 is once.
    Times,
}

/// The description of one parameter.
#[cfg(feature = "std")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one paragraph.
    pub doc: &'static str,
    /// What its numbers mean.
    pub unit: Unit,
    /// The least that it can be set to.
    pub min: u128,
    /// The most that it can be set to.
    pub max: u128,
    /// What it is if nobody sets it.
    pub default: u128,
}

/// Parameters that are described, and set and read by name.
#[cfg(feature = "std")]
pub trait Described: Parameters + Default {
    /// Returns the description of each, in the order of the struct's fields.
    fn fields() -> Vec<Field>;

    /// Returns the value of the parameter of that name.
    fn get(&self, name: &str) -> Option<u128>;

    /// Sets the parameter of that name. Returns whether there is one, and it can hold the value, which may be out
    /// of its bounds.
    #[must_use]
    fn set(&mut self, name: &str, value: u128) -> bool;
}

/// Defines parameters:
///
/// ```
/// use shared::{Bps, Described, Parameters};
///
/// shared::parameters! {
///     /// What is taken of every payment.
///     #[derive(Clone, Debug)]
///     pub struct Fees {
///         /// Part of a payment that is taken.
///         pub fee: Bps = 300, Bps in 0..=5_000;
///         /// The part of it that is burned.
///         pub burn: Bps = 30, Bps in 0..=5_000;
///     }
///     // A rule between fields, if there is one.
///     where |fees| fees.burn <= fees.fee
/// }
///
/// assert!(Fees::default().in_bounds());
/// assert!(!Fees { fee: 5_001, burn: 0 }.in_bounds());
/// assert!(!Fees { fee: 10, burn: 11 }.in_bounds());
/// assert_eq!(Fees::fields()[0].doc, "Part of a payment that is taken.");
/// ```
///
/// Each field has its default, its unit, a variant of [`Unit`], and its bounds. The attributes of the struct and
/// the order of its fields are as written. A contract's code contains default and bounds only.
#[macro_export]
macro_rules! parameters {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])+
                pub $field:ident: $type:ty = $default:expr, $unit:ident in $bounds:expr;
            )+
        }
        $(where |$this:ident| $rule:expr)?
    ) => {
        $(#[$attribute])*
        pub struct $name {
            $(
                $(#[doc = $doc])+
                ///
                #[doc = concat!(stringify!($unit), " in `", stringify!($bounds), "`, by default `", stringify!($default), "`.")]
                pub $field: $type,
            )+
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }

        impl $crate::Parameters for $name {
            fn in_bounds(&self) -> bool {
                $(($bounds).contains(&self.$field))&&+
                $(&& {
                    let $this = self;
                    $rule
                })?
            }
        }

        #[cfg(feature = "std")]
        impl $crate::Described for $name {
            fn fields() -> Vec<$crate::parameters::Field> {
                let defaults = Self::default();
                vec![$({
                    let bounds: core::ops::RangeInclusive<$type> = $bounds;
                    $crate::parameters::Field {
                        name: stringify!($field),
                        doc: concat!($($doc),+).trim(),
                        unit: $crate::parameters::Unit::$unit,
                        min: u128::from(*bounds.start()),
                        max: u128::from(*bounds.end()),
                        default: u128::from(defaults.$field),
                    }
                }),+]
            }

            fn get(&self, name: &str) -> Option<u128> {
                match name {
                    $(stringify!($field) => Some(u128::from(self.$field)),)+
                    _ => None,
                }
            }

            fn set(&mut self, name: &str, value: u128) -> bool {
                match name {
                    $(stringify!($field) => match value.try_into() {
                        Ok(value) => {
                            self.$field = value;
                            true
                        }
                        Err(_) => false,
                    },)+
                    _ => false,
                }
            }
        }
    };
}
