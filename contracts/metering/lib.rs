//! Metering: payers prepay, lease nodes, and sign for what they use; nodes carry the vouchers in and are paid.
//!
//! A lease's leg is a payment channel from its deposit to one node. Legs live in their node's pages, 32 to
//! a storage item; a batch of vouchers touches each page once, the node's account once and the root once,
//! and calls nobody. The contract holds tokens for five purposes ([`Holdings`]) whose sum is its balance.
//!
//! - [`config`]: what administration sets
//! - [`leases`]: a lease's life
//! - [`legs`]: pages of legs, and what a voucher does to one
//! - [`fees`]: where a settlement's value goes
//! - [`store`]: storage items
//! - [`peers`]: calls to the token, the market and the registry
//!
//! It may call the token (transfer, burn), the market (reserve, release) and the registry (owner of a node).
//! Rewards calls it for the usage that emission is measured by.
//!
//! [`Holdings`]: interfaces::metering::Holdings
#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub mod config;
pub mod fees;
pub mod leases;
pub mod legs;
pub mod peers;
pub mod store;

#[ink::contract]
pub mod metering {
    use crate::config::Config;
    use crate::store::Store;
    use crate::{fees, leases, legs, peers};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::ManualKey;
    use ink::storage::Lazy;
    use interfaces::events::emit;
    use interfaces::market::ReserveRequest;
    use interfaces::metering::{
        Holdings, Lease, LeaseState, LeaseTerms, Leg, LegRef, MeteringConfig, MeteringError, MeteringParams,
        MeteringPeers, NodeAccount, Opened, Place, Settled, UsageShare, Voucher, MAX_VOUCHERS,
    };
    use shared::limits::MAX_CLAIM_EPOCHS;
    use shared::pages::{index_of, page_of};
    use shared::signing::Messages;
    use shared::{Accrual, Amount, Clock, Epoch, LeaseId, NodeId, Ownership, OwnershipError};

    /// What every message writes; the rest is read where it is needed.
    #[ink(storage)]
    pub struct Metering {
        /// Leases that were ever opened.
        lease_count: LeaseId,
        /// What is held, by purpose.
        holdings: Holdings,
        /// Burned of all settlements in the epoch of the latest.
        usage: Accrual,
        config: Lazy<Config, ManualKey<0x4000_0001>>,
        /// Apart from the rest of the configuration, which is read far more often.
        ownership: Lazy<Ownership, ManualKey<0x4000_0002>>,
        store: Store,
    }

    /// Ownership was taken up.
    #[ink(event)]
    pub struct OwnershipTransferred {
        /// The owner until now.
        pub from: AccountId,
        /// The owner from now on.
        pub to: AccountId,
    }

    /// Parameters will change.
    #[ink(event)]
    pub struct ParamsAnnounced {
        /// In force now.
        pub current: MeteringParams,
        /// In force from `from_epoch` on.
        pub next: MeteringParams,
        /// The next epoch.
        pub from_epoch: Epoch,
    }

    /// A payer added to its free balance.
    #[ink(event)]
    pub struct Deposited {
        /// The payer.
        pub payer: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// A payer took from its free balance.
    #[ink(event)]
    pub struct Withdrawn {
        /// The payer.
        pub payer: AccountId,
        /// How much.
        pub amount: Amount,
    }

    /// A lease was opened.
    #[ink(event)]
    pub struct LeaseOpened {
        /// Its number.
        #[ink(topic)]
        pub lease: LeaseId,
        /// Who pays.
        pub payer: AccountId,
        /// The leg's node.
        pub node: NodeId,
        /// Where the leg is kept.
        pub place: Place,
        /// Price of a unit, locked.
        pub price: Amount,
        /// Taken from the payer's free balance.
        pub deposit: Amount,
        /// Until when.
        pub until: Timestamp,
    }

    /// A lease's deposit was raised.
    #[ink(event)]
    pub struct ToppedUp {
        /// The lease.
        #[ink(topic)]
        pub lease: LeaseId,
        /// By how much.
        pub amount: Amount,
    }

    /// A lease's settlement window began.
    #[ink(event)]
    pub struct LeaseClosing {
        /// The lease.
        #[ink(topic)]
        pub lease: LeaseId,
        /// End of the window.
        pub until: Timestamp,
    }

    /// A lease is over and gone.
    #[ink(event)]
    pub struct LeaseFinalized {
        /// The lease.
        #[ink(topic)]
        pub lease: LeaseId,
        /// What was left of the deposit, now in the payer's free balance.
        pub refunded: Amount,
    }

    /// A node was paid for vouchers.
    #[ink(event)]
    pub struct Settlement {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// Vouchers that something was paid for.
        pub vouchers: u32,
        /// Units paid for.
        pub units: u128,
        /// Their value, fees included.
        pub value: Amount,
        /// Part of it to be burned.
        pub burned: Amount,
        /// Part of it for the treasury.
        pub treasury: Amount,
    }

    /// A node's earnings were paid to its owner.
    #[ink(event)]
    pub struct EarningsWithdrawn {
        /// The node.
        #[ink(topic)]
        pub node: NodeId,
        /// How much.
        pub amount: Amount,
    }

    /// Fees left the contract.
    #[ink(event)]
    pub struct Swept {
        /// Burned.
        pub burned: Amount,
        /// Paid to the treasury.
        pub treasury: Amount,
    }

    impl Metering {
        /// Starts without peers, owned by the caller.
        ///
        /// # Errors
        /// `InvalidClock`, `ParamOutOfBounds`.
        #[ink(constructor)]
        pub fn new(config: MeteringConfig) -> Result<Self, MeteringError> {
            let config = Config::new(config)?;
            let mut metering = Self {
                lease_count: 0,
                holdings: Holdings::default(),
                usage: Accrual::default(),
                config: Lazy::new(),
                ownership: Lazy::new(),
                store: Store::default(),
            };
            metering.config.set(&config);
            metering.ownership.set(&Ownership::new(Self::env().caller()));
            Ok(metering)
        }

        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn config(&self) -> Config {
            self.config.get().expect("written by the constructor")
        }

        fn write_config(&mut self, config: &Config) {
            self.config.set(config);
        }

        #[expect(clippy::expect_used, reason = "the constructor wrote it and nothing removes it")]
        fn read_ownership(&self) -> Ownership {
            self.ownership.get().expect("written by the constructor")
        }

        /// Books what a batch paid: once for the node, once for the contract.
        fn book(
            &mut self,
            node: NodeId,
            value: Amount,
            config: &Config,
        ) -> Result<fees::Split, MeteringError> {
            let now = self.env().block_timestamp();
            let epoch = config.clock.epoch(now);
            let split = fees::split(value, config.params(now))?;
            fees::book(&mut self.holdings, value, &split)?;

            self.store.accrue(None, &mut self.usage, epoch, split.burn)?;

            let mut account = self.store.account(node);
            self.store.accrue(Some(node), &mut account.burned, epoch, split.burn)?;
            fees::raise(&mut account.earnings, split.node)?;
            self.store.put_account(node, &account);
            Ok(split)
        }
    }

    /// `Nothing` for an amount of zero.
    fn ensure_some(amount: Amount) -> Result<(), MeteringError> {
        (amount > 0).then_some(()).ok_or(MeteringError::Nothing)
    }

    impl interfaces::metering::Metering for Metering {
        // ---- administration ----

        #[ink(message)]
        fn wire(&mut self, peers: MeteringPeers) -> Result<(), MeteringError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.config();
            config.wire(&peers)?;
            self.write_config(&config);
            Ok(())
        }

        #[ink(message)]
        fn set_params(&mut self, params: MeteringParams) -> Result<(), MeteringError> {
            self.read_ownership().ensure(self.env().caller())?;
            let mut config = self.config();
            let (current, from_epoch) = config.announce(params.clone(), self.env().block_timestamp())?;
            self.write_config(&config);
            self.env().emit_event(ParamsAnnounced { current, next: params, from_epoch });
            Ok(())
        }

        // ---- payers ----

        #[ink(message)]
        fn deposit(&mut self, amount: Amount) -> Result<(), MeteringError> {
            ensure_some(amount)?;
            let payer = self.env().caller();
            self.store.credit(payer, amount)?;
            fees::raise(&mut self.holdings.balances, amount)?;
            peers::pull(self.config().token(), payer.as_ref(), self.env().account_id().as_ref(), amount)?;
            self.env().emit_event(Deposited { payer, amount });
            Ok(())
        }

        #[ink(message)]
        fn withdraw(&mut self, amount: Amount) -> Result<(), MeteringError> {
            ensure_some(amount)?;
            let payer = self.env().caller();
            self.store.debit(payer, amount)?;
            fees::lower(&mut self.holdings.balances, amount)?;
            peers::pay(self.config().token(), payer.as_ref(), amount)?;
            self.env().emit_event(Withdrawn { payer, amount });
            Ok(())
        }

        #[ink(message)]
        fn open(&mut self, terms: LeaseTerms) -> Result<Opened, MeteringError> {
            let (payer, now) = (self.env().caller(), self.env().block_timestamp());
            let config = self.config();
            leases::check_terms(&terms, config.params(now), now)?;
            let LeaseTerms { class, units, deposit, until, session_key, .. } = terms;
            self.store.debit(payer, deposit)?;

            // Reserved before the lease is stored, because node and price are part of it. The market calls
            // nobody but the registry, which calls nobody, and the pallet denies re-entry.
            let LeaseTerms { candidates, constraints, .. } = terms;
            let grant = peers::reserve(
                config.market(),
                &ReserveRequest { class, units, legs: 1, candidates, constraints },
            )?;

            let lease = self.lease_count.checked_add(1).ok_or(MeteringError::Arithmetic)?;
            self.lease_count = lease;
            fees::shift(&mut self.holdings.balances, &mut self.holdings.deposits, deposit)?;

            let (node, price) = (grant.node, grant.price);
            let mut account = self.store.account(node);
            let place = legs::next_place(&account);
            let mut page = self.store.page(node, page_of(place));
            let leg = Leg { lease, session_key, generation: 0, price, paid_units: 0, deposit };
            legs::occupy(&mut account, &mut page, &leg)?;
            self.store.put_page(node, page_of(place), &page);
            self.store.put_account(node, &account);

            let leg = LegRef { node, place };
            let state = LeaseState::Open;
            self.store.put_lease(lease, &Lease { payer, class, units, leg, until, state });
            emit(lease, LeaseOpened { lease, payer, node, place, price, deposit, until });
            Ok(Opened { lease, leg, price })
        }

        #[ink(message)]
        fn top_up(&mut self, lease: LeaseId, amount: Amount) -> Result<(), MeteringError> {
            ensure_some(amount)?;
            let LegRef { node, place } = self.store.lease(lease)?.leg;
            let mut page = self.store.page(node, page_of(place));
            let mut leg = legs::find(&page, lease, place).ok_or(MeteringError::UnknownLease)?;
            fees::raise(&mut leg.deposit, amount)?;
            page.set(index_of(place), &leg).then_some(()).ok_or(MeteringError::UnknownLease)?;

            self.store.debit(self.env().caller(), amount)?;
            fees::shift(&mut self.holdings.balances, &mut self.holdings.deposits, amount)?;
            self.store.put_page(node, page_of(place), &page);
            emit(lease, ToppedUp { lease, amount });
            Ok(())
        }

        #[ink(message)]
        fn close(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
            let now = self.env().block_timestamp();
            let window = self.config().params(now).settlement_window_ms;
            let mut record = self.store.lease(lease)?;
            let until = leases::close(&mut record, self.env().caller(), now, window)?;
            self.store.put_lease(lease, &record);
            emit(lease, LeaseClosing { lease, until });
            Ok(())
        }

        #[ink(message)]
        fn finalize(&mut self, lease: LeaseId) -> Result<(), MeteringError> {
            let now = self.env().block_timestamp();
            let config = self.config();
            let record = self.store.lease(lease)?;
            let window = config.params(now).settlement_window_ms;
            leases::ensure_final(&record, self.env().caller(), now, window)?;
            let Lease { payer, class, units, leg: LegRef { node, place }, .. } = record;

            let mut account = self.store.account(node);
            let mut page = self.store.page(node, page_of(place));
            let leg = legs::vacate(&mut account, &mut page, lease, place);
            let refunded = leg.ok_or(MeteringError::UnknownLease)?.deposit;
            self.store.put_page(node, page_of(place), &page);
            self.store.put_account(node, &account);
            self.store.remove_lease(lease);
            if refunded > 0 {
                self.store.credit(payer, refunded)?;
                fees::shift(&mut self.holdings.deposits, &mut self.holdings.balances, refunded)?;
            }

            peers::release(config.market(), node, class, units)?;
            emit(lease, LeaseFinalized { lease, refunded });
            Ok(())
        }

        // ---- nodes ----

        #[ink(message)]
        fn settle(&mut self, node: NodeId, vouchers: Vec<Voucher>) -> Result<Vec<Settled>, MeteringError> {
            if vouchers.is_empty() {
                return Err(MeteringError::Nothing);
            }
            if vouchers.len() > MAX_VOUCHERS {
                return Err(MeteringError::TooMany);
            }
            let config = self.config();
            let mut messages = Messages::vouchers(config.genesis_hash(), &self.env().account_id());

            let mut pages = legs::Pages::default();
            let mut total = legs::Total::default();
            let mut outcomes = Vec::with_capacity(vouchers.len());
            for voucher in &vouchers {
                let page = pages.of(voucher.place, |page| self.store.page(node, page));
                outcomes.push(legs::settle(page, voucher, &mut total, |leg| {
                    let message = messages.voucher(leg.lease, node, leg.generation, voucher.units);
                    ink::env::sr25519_verify(&voucher.signature, message, &leg.session_key).is_ok()
                })?);
            }
            if total.value == 0 {
                return Ok(outcomes);
            }

            for page in pages.changed() {
                self.store.put_page(node, page.number, &page.legs);
            }
            let legs::Total { vouchers, units, value } = total;
            let split = self.book(node, value, &config)?;
            emit(
                node,
                Settlement { node, vouchers, units, value, burned: split.burn, treasury: split.treasury },
            );
            Ok(outcomes)
        }

        #[ink(message)]
        fn withdraw_earnings(&mut self, node: NodeId) -> Result<Amount, MeteringError> {
            let mut account = self.store.account(node);
            let amount = core::mem::take(&mut account.earnings);
            ensure_some(amount)?;
            self.store.put_account(node, &account);
            fees::lower(&mut self.holdings.earnings, amount)?;

            let config = self.config();
            let owner = peers::owner_of(config.registry(), node)?;
            peers::pay(config.token(), owner.as_ref(), amount)?;
            emit(node, EarningsWithdrawn { node, amount });
            Ok(amount)
        }

        #[ink(message)]
        fn sweep(&mut self) -> Result<(Amount, Amount), MeteringError> {
            let config = self.config();
            let to = config.treasury().ok_or(MeteringError::NotWired)?;
            let burned = core::mem::take(&mut self.holdings.burn);
            let treasury = core::mem::take(&mut self.holdings.treasury);
            ensure_some(burned | treasury)?;
            if burned > 0 {
                peers::burn(config.token(), burned)?;
            }
            if treasury > 0 {
                peers::pay(config.token(), to, treasury)?;
            }
            self.env().emit_event(Swept { burned, treasury });
            Ok((burned, treasury))
        }

        // ---- wired contracts ----

        #[ink(message)]
        fn take_usage(
            &mut self,
            node: NodeId,
            first: Epoch,
            count: u32,
        ) -> Result<Vec<UsageShare>, MeteringError> {
            let config = self.config();
            if config.rewards() != Some(self.env().caller().as_ref()) {
                return Err(MeteringError::NotPeer);
            }
            if count == 0 {
                return Err(MeteringError::Nothing);
            }
            if count > MAX_CLAIM_EPOCHS {
                return Err(MeteringError::TooMany);
            }
            let now = config.clock.epoch(self.env().block_timestamp());
            let end = first.checked_add(count).filter(|end| *end <= now).ok_or(MeteringError::NotReady)?;

            let mut account = self.store.account(node);
            let mut shares = Vec::with_capacity(MAX_CLAIM_EPOCHS as usize);
            for epoch in first..end {
                let burned = self.store.take_usage(node, &mut account, epoch);
                let total = if burned > 0 { self.store.usage(None, self.usage, epoch) } else { 0 };
                shares.push(UsageShare { burned, total });
            }
            Ok(shares)
        }

        // ---- views ----

        #[ink(message)]
        fn balance_of(&self, payer: AccountId) -> Amount {
            self.store.balance(payer)
        }

        #[ink(message)]
        fn lease(&self, lease: LeaseId) -> Option<Lease> {
            self.store.lease(lease).ok()
        }

        #[ink(message)]
        fn lease_count(&self) -> LeaseId {
            self.lease_count
        }

        #[ink(message)]
        fn leg(&self, node: NodeId, place: Place) -> Option<Leg> {
            self.store.page(node, page_of(place)).get(index_of(place))
        }

        #[ink(message)]
        fn account(&self, node: NodeId) -> NodeAccount {
            self.store.account(node)
        }

        #[ink(message)]
        fn holdings(&self) -> Holdings {
            self.holdings
        }

        #[ink(message)]
        fn usage(&self, node: NodeId, epoch: Epoch) -> Amount {
            self.store.usage(Some(node), self.store.account(node).burned, epoch)
        }

        #[ink(message)]
        fn total_usage(&self, epoch: Epoch) -> Amount {
            self.store.usage(None, self.usage, epoch)
        }

        #[ink(message)]
        fn params(&self) -> MeteringParams {
            self.config().params(self.env().block_timestamp()).clone()
        }

        #[ink(message)]
        fn peers(&self) -> Option<MeteringPeers> {
            self.config().peers()
        }

        #[ink(message)]
        fn clock(&self) -> Clock {
            self.config().clock
        }
    }

    impl interfaces::ownable::Ownable for Metering {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.read_ownership().owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.read_ownership().pending()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, to: AccountId) -> Result<(), OwnershipError> {
            let mut ownership = self.read_ownership();
            ownership.offer(self.env().caller(), to)?;
            self.ownership.set(&ownership);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnershipError> {
            let to = self.env().caller();
            let mut ownership = self.read_ownership();
            let from = ownership.accept(to)?;
            self.ownership.set(&ownership);
            self.env().emit_event(OwnershipTransferred { from, to });
            Ok(())
        }
    }
}
