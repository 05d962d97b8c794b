//! Answers and events of a node, read by its metadata: a field is found by its name, a number may have any width.

use crate::connection::Config;
use crate::fault::Fault;
use gridshare_sdk::{AccountId, ChainError, Cost, Event, Executed};
use scale_value::{At, Composite, Value, ValueDef};
use subxt::events::{EventDetails, Phase, StaticEvent};
use subxt::ext::scale_decode::DecodeAsType;
use subxt::utils::AccountId32;
use subxt::Metadata;

/// What the pallet reports of a dry run; `T` is what it returned.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct DryRun<T> {
    gas_consumed: Weight,
    gas_required: Weight,
    storage_deposit: StorageDeposit,
    result: Result<T, Value>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Weight {
    ref_time: u64,
    proof_size: u64,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum StorageDeposit {
    Refund(u128),
    Charge(u128),
}

/// What a contract returned.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct Returned {
    flags: Value,
    data: Vec<u8>,
}

/// What a constructor returned, and where the contract is.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct Instantiated {
    result: Returned,
    pub account_id: AccountId32,
}

/// What an upload returns.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct Uploaded {
    pub deposit: u128,
}

/// What a payment's estimate says.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct DispatchInfo {
    pub partial_fee: u128,
}

/// An account as the chain keeps it.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct AccountInfo {
    pub nonce: u64,
    pub data: AccountData,
}

/// Its native tokens.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(crate) struct AccountData {
    pub free: u128,
    pub reserved: u128,
    pub frozen: u128,
}

/// Somewhere in an answer stands what the contract returned.
pub(crate) trait HasReturned {
    fn returned(&self) -> &Returned;
}

impl HasReturned for Returned {
    fn returned(&self) -> &Returned {
        self
    }
}

impl HasReturned for Instantiated {
    fn returned(&self) -> &Returned {
        &self.result
    }
}

impl<T: HasReturned> DryRun<T> {
    /// Returns what would be executed.
    ///
    /// # Errors
    /// When it would not.
    pub(crate) fn executed(self, metadata: &Metadata) -> Result<(T, Executed), ChainError> {
        let value = self.result.map_err(|error| refused(&error, metadata))?;
        let returned = value.returned();
        // Bit 0 of the flags: the contract asks for everything to be undone.
        let reverted = number(&returned.flags).unwrap_or(0) & 1 == 1;
        let deposit = match self.storage_deposit {
            StorageDeposit::Charge(amount) => signed(amount)?,
            StorageDeposit::Refund(amount) => -signed(amount)?,
        };
        let executed = Executed {
            output: returned.data.clone(),
            reverted,
            cost: Cost {
                ref_time: self.gas_consumed.ref_time,
                proof_size: self.gas_consumed.proof_size,
                deposit,
            },
            gas_required: (self.gas_required.ref_time, self.gas_required.proof_size),
            events: Vec::new(),
            transaction: None,
        };
        Ok((value, executed))
    }
}

/// The number in a value, however many structs of one field are around it.
fn number(value: &Value) -> Option<u128> {
    match &value.value {
        ValueDef::Composite(fields) if fields.len() == 1 => number(fields.values().next()?),
        _ => value.as_u128(),
    }
}

fn signed(amount: u128) -> Result<i128, ChainError> {
    i128::try_from(amount).map_err(|_| ChainError::Nonsense("a deposit beyond all money".into()))
}

/// Translates a dispatch error.
pub(crate) fn refused(error: &Value, metadata: &Metadata) -> ChainError {
    let name = name(error, metadata);
    match name.rsplit('.').next().unwrap_or_default() {
        "OutOfGas" => ChainError::OutOfGas,
        "ContractTrapped" => ChainError::ContractTrapped,
        "ContractNotFound" => ChainError::ContractNotFound,
        "StorageDepositNotEnoughFunds" | "StorageDepositLimitExhausted" => ChainError::DepositNotAffordable,
        "FundsUnavailable" | "NotExpendable" => ChainError::FeeNotAffordable,
        last => ChainError::Dispatch(if name.starts_with("Contracts.") { last.into() } else { name.clone() }),
    }
}

/// Pallet and name of a dispatch error, such as `Contracts.OutOfGas` or `Token.FundsUnavailable`.
fn name(error: &Value, metadata: &Metadata) -> String {
    let ValueDef::Variant(variant) = &error.value else { return format!("{error}") };
    if variant.name == "Module" {
        let module = variant.values.values().next().filter(|_| variant.values.len() == 1);
        let fields = match module.map(|module| &module.value) {
            Some(ValueDef::Composite(fields)) => fields,
            _ => &variant.values,
        };
        if let Some(found) = module_error(fields, metadata) {
            return found;
        }
    }
    match variant.values.values().next().map(|inner| &inner.value) {
        Some(ValueDef::Variant(inner)) => format!("{}.{}", variant.name, inner.name),
        _ => variant.name.clone(),
    }
}

fn module_error(fields: &Composite<()>, metadata: &Metadata) -> Option<String> {
    let index = u8::try_from(fields.at("index")?.as_u128()?).ok()?;
    let error = fields.at("error")?;
    let error = u8::try_from(error.at(0).map_or_else(|| error.as_u128(), Value::as_u128)?).ok()?;
    let pallet = metadata.pallet_by_index(index)?;
    let variant = pallet.error_variant_by_index(error)?;
    Some(format!("{}.{}", pallet.name(), variant.name))
}

/// Names the pallet of each event that something here reads; others are passed over.
macro_rules! events {
    ($($pallet:literal: $($event:ident),+;)*) => {$($(
        impl StaticEvent for $event {
            const PALLET: &'static str = $pallet;
            const EVENT: &'static str = stringify!($event);
        }
    )+)*};
}

events! {
    "Contracts": ContractEmitted, StorageDepositTransferredAndHeld, StorageDepositTransferredAndReleased;
    "TransactionPayment": TransactionFeePaid;
    "System": ExtrinsicFailed;
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ContractEmitted {
    contract: AccountId32,
    data: Vec<u8>,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct StorageDepositTransferredAndHeld {
    from: AccountId32,
    amount: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct StorageDepositTransferredAndReleased {
    to: AccountId32,
    amount: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct TransactionFeePaid {
    actual_fee: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ExtrinsicFailed {
    dispatch_error: Value,
}

/// What the events of one transaction say about it.
#[derive(Default)]
pub(crate) struct Effects {
    /// Events of contracts, in order.
    pub emitted: Vec<Event>,
    /// The fee that was paid.
    pub fee: u128,
    /// What the sender was charged for storage, less what was given back.
    pub deposit: i128,
    /// Why it failed.
    pub failure: Option<ChainError>,
}

impl Effects {
    /// Reads the events of the transaction at `index` in its block, which `sender` signed.
    pub(crate) fn of(
        events: &subxt::events::Events<Config>,
        index: u32,
        sender: AccountId,
        metadata: &Metadata,
    ) -> Result<Self, Fault> {
        let mut effects = Self::default();
        for event in events.iter() {
            let event = event.map_err(subxt::Error::from)?;
            if event.phase() == Phase::ApplyExtrinsic(index) {
                effects.note(&event, sender, metadata)?;
            }
        }
        Ok(effects)
    }

    fn note(
        &mut self,
        event: &EventDetails<Config>,
        sender: AccountId,
        metadata: &Metadata,
    ) -> Result<(), Fault> {
        let sender = AccountId32(*sender.as_ref());
        if let Some(emitted) = emitted(event)? {
            self.emitted.push(emitted);
        } else if let Some(paid) = read::<TransactionFeePaid>(event)? {
            self.fee += paid.actual_fee;
        } else if let Some(failed) = read::<ExtrinsicFailed>(event)? {
            self.failure = Some(refused(&failed.dispatch_error, metadata));
        } else if let Some(held) = read::<StorageDepositTransferredAndHeld>(event)? {
            self.deposit += if held.from == sender { signed(held.amount)? } else { 0 };
        } else if let Some(released) = read::<StorageDepositTransferredAndReleased>(event)? {
            self.deposit -= if released.to == sender { signed(released.amount)? } else { 0 };
        }
        Ok(())
    }
}

/// Returns what a contract emitted, if that is what the event is about.
pub(crate) fn emitted(event: &EventDetails<Config>) -> Result<Option<Event>, Fault> {
    Ok(read::<ContractEmitted>(event)?.map(|emitted| Event {
        contract: AccountId::from(emitted.contract.0),
        topics: event.topics().iter().map(|topic| topic.0).collect(),
        data: emitted.data,
    }))
}

fn read<E: StaticEvent>(event: &EventDetails<Config>) -> Result<Option<E>, Fault> {
    event.as_event::<E>().map_err(|error| subxt::Error::from(error).into())
}
