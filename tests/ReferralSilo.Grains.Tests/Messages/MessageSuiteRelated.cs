using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Messages;

/// <summary>Messages to guardians and caregivers.</summary>
public abstract partial class MessageSuite
{
    [Fact]
    public async Task The_guardian_of_a_child_is_written_to_and_what_is_private_is_not()
    {
        var (id, own, guardian) = await ChildWithGuardian();
        await silos.Do(id, new Accept());
        await Until("it is accepted", id, MessageStatus.Accepted);
        Assert.Equal((1, 0), (_provider.CountTo(guardian), _provider.CountTo(own)));

        var (secret, secretOwn, excluded) = await ChildWithGuardian(isPrivate: true);
        await silos.Do(secret, new Accept());
        await Until("it is accepted", secret, MessageStatus.Accepted);
        Assert.Equal((0, 1), (_provider.CountTo(excluded), _provider.CountTo(secretOwn)));
    }

    [Fact]
    public async Task A_stop_from_the_number_of_a_guardian_ends_the_texts_to_that_number_only()
    {
        var (id, own, guardian) = await ChildWithGuardian();
        await Address(guardian).ReceiveText(guardian, new InboundText(New("in"), "STOP"));

        await silos.Do(id, new Accept());

        await Until("it is accepted", id, MessageStatus.Accepted);
        Assert.Equal(1, _provider.CountTo(own));
        Assert.Null(await EndedBy(id));
    }

    [Fact]
    public async Task An_unsubscribe_ends_the_consent_of_the_patient_of_the_mailbox_and_of_no_other()
    {
        var (id, _) = await Consenting(consent: ConsentKind.Email);

        Assert.Empty(await EndedByUnsubscribe(id, $"{New("eva")}@example.org"));
        Assert.Equal([new ReferralId(id)], await EndedByUnsubscribe(id, $"{id}@example.org"));
    }

    /// <summary>The referrals whose consent ends when a mailbox that had a mail about one unsubscribes.</summary>
    private async Task<IReadOnlyList<ReferralId>> EndedByUnsubscribe(string referral, string mailbox)
    {
        var key = silos.Of<AddressKeys>().Of(MessageChannel.Email, mailbox);
        var address = silos.Grains.GetGrain<IAddressGrain>(key);
        Assert.Null((await address.Handle(CommandEnvelopes.BySystem<AddressCommand>(new AddressCommand.ClaimSend(
            MessageChannel.Email, mailbox, New("m"), 1, new ReferralId(referral), MessageOccasion.Booked)))).Refusal);
        Assert.True(await address.Unsubscribe());
        return Assert.Single((await silos.Real.ReadEvents(new StreamId("address", key)))
            .Select(e => silos.Of<AddressMapper>().ReadEvent(e.Body.Span)).OfType<AddressEvent.Suppressed>()).Referrals;
    }

    private async Task<(string Referral, string Own, string Guardian)> ChildWithGuardian(bool isPrivate = false)
    {
        var guardian = Phone();
        var (id, own) = await Consenting(with: s => s with
        {
            Patient = s.Patient with { BirthDate = silos.Now.InUtc().Date.PlusYears(-15), Email = null },
        });
        await silos.Do(id, new AssignPatient(new PatientId(New("p"))));
        var patient = (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.PatientId!.Value;
        var grain = silos.Grains.GetGrain<IPatientGrain>(patient.Value);
        await Until("the record is stored", async () => await grain.Show() is not null);
        await Handle(new PatientCommand.AddRelatedPerson(new RelatedPerson("g", silos.Now)
        {
            Relationship = Relationship.Guardian, Name = "Eva", Phone = new PhoneNumber(guardian), MayConsent = true,
            Messages = RelatedMessages.WhenNeeded, Channels = [Channel.Sms],
        }, null));
        if (isPrivate)
            await Handle(new PatientCommand.RecordPrivacy(new PrivateTopic(silos.Now) { Referral = new(id) }, "x"));
        await Until("the referral knows it", async () => (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!
            .State.Case.Copy is { Related.Count: 1 } copy && copy.Private is not null == isPrivate);
        return (id, own, guardian);

        async Task Handle(PatientCommand command) =>
            Assert.Null((await grain.Handle(CommandEnvelopes.BySystem(command))).Refusal);
    }
}
