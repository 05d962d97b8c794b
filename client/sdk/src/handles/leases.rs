//! Handles of the market and of metering.

use crate::chain::AccountId;
use crate::message::Message;
use ink::codegen::TraitCallBuilder;
use interfaces::market::{
    Class, Grant, MarketError, MarketParams, MarketPeers, Offer, OfferTerms, ReserveRequest, Zone,
};
use interfaces::metering::{
    Holdings, Lease, LeaseTerms, Leg, LegIndex, LegRef, MeteringContracts, MeteringError, MeteringParams,
    MeteringPeers, NodeAccount, NodeVouchers, Opened, Settled, UsageClaim, UsageShare, Voucher,
};
use shared::{Amount, Cell, ClassId, Clock, Epoch, LeaseId, NodeId, Units};

handle! {
    /// The market.
    MarketHandle as "market" {
        impl interfaces::market::Market {
            fn wire(&mut self, peers: MarketPeers) -> Result<(), MarketError>;
            fn set_params(&mut self, params: MarketParams) -> Result<(), MarketError>;
            fn register_class(&mut self, definition: Class) -> Result<ClassId, MarketError>;
            fn set_offer(&mut self, node: NodeId, class_id: ClassId, terms: OfferTerms) -> Result<(), MarketError>;
            fn retire(&mut self, node: NodeId) -> Result<(), MarketError>;
            fn delist_offer(&mut self, node: NodeId, class_id: ClassId) -> Result<(), MarketError>;
            fn reserve(&mut self, request: ReserveRequest) -> Result<Vec<Grant>, MarketError>;
            fn release(&mut self, node: NodeId, class_id: ClassId, units: Units) -> Result<(), MarketError>;
            fn class(&self, class_id: ClassId) -> Option<Class>;
            fn class_count(&self) -> u16;
            fn offer(&self, node: NodeId, class_id: ClassId) -> Option<Offer>;
            fn classes_of(&self, node: NodeId) -> Vec<ClassId>;
            fn zone(&self, class_id: ClassId, cell: Cell) -> Zone;
            fn quote(&self, node: NodeId, class_id: ClassId, units: Units) -> Result<Amount, MarketError>;
            fn params(&self) -> MarketParams;
            fn next_params(&self) -> Option<(Epoch, MarketParams)>;
            fn peers(&self) -> Option<MarketPeers>;
            fn registry(&self) -> AccountId;
            fn clock(&self) -> Clock;
        }
    }
}

handle! {
    /// Metering.
    MeteringHandle as "metering" {
        impl interfaces::metering::Metering {
            fn wire(&mut self, peers: MeteringPeers) -> Result<(), MeteringError>;
            fn set_params(&mut self, params: MeteringParams) -> Result<(), MeteringError>;
            fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError>;
            fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError>;
            fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError>;
            fn top_up(&mut self, lease: LeaseId, leg: LegRef, amount: Amount) -> Result<(), MeteringError>;
            fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError>;
            fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError>;
            fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError>;
            fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError>;
            fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError>;
            fn settle_many(&mut self, batches: Vec<NodeVouchers>) -> Result<Vec<Vec<Settled>>, MeteringError>;
            fn take_usage(&mut self, claims: Vec<UsageClaim>) -> Result<Vec<Vec<UsageShare>>, MeteringError>;
            fn balance_of(&self, payer: AccountId) -> Amount;
            fn lease(&self, lease: LeaseId) -> Option<Lease>;
            fn lease_count(&self) -> LeaseId;
            fn leg(&self, node: NodeId, leg_index: LegIndex) -> Option<Leg>;
            fn account(&self, node: NodeId) -> NodeAccount;
            fn holdings(&self) -> Holdings;
            fn usage(&self, node: NodeId, epoch: Epoch) -> Amount;
            fn total_usage(&self, epoch: Epoch) -> Amount;
            fn params(&self) -> MeteringParams;
            fn next_params(&self) -> Option<(Epoch, MeteringParams)>;
            fn contracts(&self) -> MeteringContracts;
            fn peers(&self) -> Option<MeteringPeers>;
            fn clock(&self) -> Clock;
            fn genesis_hash(&self) -> [u8; 32];
            fn annex(&self) -> [u8; 32];
        }
    }
}
