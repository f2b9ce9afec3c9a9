using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Patients;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>What the record of the patient says at the send.</summary>
public abstract partial class MessageSuite
{
    public static TheoryData<string> Ends => ["withdrawn", "deceased"];

    [Theory, MemberData(nameof(Ends))]
    public async Task A_withdrawal_or_death_in_the_record_blocks_before_the_referral_learns_it(string how)
    {
        var (id, phone, stream) = await OfPatient();
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        await Until("it waits", id, MessageStatus.Due);

        // Committed without its outbox, as by a silo that stopped after the commit.
        await CommitOnly(stream, how == "deceased"
            ? new PatientEvent.DeathRecorded(new Death(null, silos.Now), "x")
            : new PatientEvent.ConsentRecorded(new Consent(ConsentKind.Sms, false, "by phone", silos.Now)
            {
                RecordedAt = silos.Now, By = "nora",
            }));
        // A try that was judged before may still be on its way.
        await Until("no try is on its way", () => Task.FromResult(silos.CallsOnTheirWay <= 0));
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is blocked", id, MessageStatus.Blocked);
        Assert.Equal(0, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_withdrawal_in_the_record_that_took_over_blocks_before_the_merged_one_learns_it()
    {
        var (id, phone, from) = await OfPatient();
        var (_, _, into) = await OfPatient();
        _provider.Treatments[phone] = Treatment.NoConnection;
        await silos.Do(id, new Accept());
        await Until("it waits", id, MessageStatus.Due);
        await silos.Grains.GetGrain<IPatientMergesGrain>(IPatientMergesGrain.Key).Handle(
            CommandEnvelopes.BySystem<PatientMergesCommand>(new PatientMergesCommand.Merge(new(from.Id), new(into.Id),
                null, null)));
        await Until("they are one", async () => (await Record(from)).Merged?.Taker is not null);
        await Until("the referral knows", async () =>
            (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.Copy?.Patient.Value == into.Id);

        await CommitOnly(into, new PatientEvent.ConsentRecorded(new Consent(ConsentKind.Sms, false, "by phone",
            silos.Now) { RecordedAt = silos.Now, By = "nora" }));
        // A try that was judged before may still be on its way.
        await Until("no try is on its way", () => Task.FromResult(silos.CallsOnTheirWay <= 0));
        _provider.Treatments[phone] = Treatment.Accept;

        await Until("it is blocked", id, MessageStatus.Blocked);
        Assert.Equal(0, _provider.CountTo(phone));
    }

    [Fact]
    public async Task A_stop_from_the_safe_number_ends_the_consent_of_its_patient()
    {
        var (id, _, stream) = await OfPatient();
        var safe = Phone();
        await silos.Grains.GetGrain<IPatientGrain>(stream.Id).Handle(CommandEnvelopes.BySystem<PatientCommand>(
            new PatientCommand.Correct(new PatientCorrections(), new SafeContact(null, new PhoneNumber(safe)), "x")));
        await Until("the referral knows it", async () =>
            (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.Copy?.SafeContact?.Phone is not null);

        await Address(safe).ReceiveText(safe, new InboundText(New("in"), "STOP"));

        await Until("the consent has ended", async () => await EndedBy(id) == "stop");
    }

    [Fact]
    public async Task A_lost_text_is_not_sent_again_after_its_version_was_retired()
    {
        var (id, phone) = await Consenting();
        _provider.Treatments[phone] = Treatment.DropSilently;
        await silos.Do(id, new Accept());
        await Until("its answer is lost", id, MessageStatus.Unknown);
        _provider.Treatments[phone] = Treatment.Accept;
        _provider.AreTextsRetired = true;
        try
        {
            await Until("it stays unknown", async () => await Messages(id)
                is [Message.Unknown { Code: MessageReasons.NoTemplate }]);
            Assert.Equal(0, _provider.CountTo(phone));
        }
        finally
        {
            _provider.AreTextsRetired = false;
        }
    }

    private async Task<(string Referral, string Phone, StreamId Patient)> OfPatient()
    {
        var (id, phone) = await Consenting();
        // The silo gives a patient to referrals that have none, perhaps before this one is given.
        await silos.Do(id, new AssignPatient(new PatientId(New("p"))));
        var patient = (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.PatientId!.Value;
        var stream = new StreamId(PatientMapper.StreamKind, patient.Value);
        await Until("the record is stored", async () => await silos.Real.ReadVersion(stream) > 0);
        return (id, phone, stream);
    }

    private async Task<PatientRecord> Record(StreamId stream) =>
        silos.Of<PatientMapper>().Read((await silos.Real.Read(stream))!.State.Span);

    private async Task CommitOnly(StreamId stream, PatientEvent happened)
    {
        var mapper = silos.Of<PatientMapper>();
        var stored = (await silos.Real.Read(stream))!;
        var next = mapper.Evolve(mapper.Read(stored.State.Span), happened);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(stream, stored.Version,
            mapper.Write(next), [mapper.Write(happened, "nora")], [], null, null, null, silos.Now)));
    }
}
