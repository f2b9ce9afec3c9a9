using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Messages;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Addresses;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Patients;
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

    [Fact]
    public async Task What_a_guardian_writes_is_in_the_line_of_the_patient_and_answered_by_the_rules_of_messages()
    {
        var (id, _, guardian) = await ChildWithGuardian();
        var line = (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.ServiceLine;

        await Write(guardian, "He wrote: I want to kill myself");
        var written = await Conversation(guardian, s => s.Alarms);
        Assert.Equal((id, line), (Assert.Single(written.Patients).Referral.Value, Assert.Single(written.Lines)));

        var refused = (await Do(guardian, new ConversationCommand.Reply("We call you.", null))).Refusal!;
        Assert.Equal(ConversationRefusals.ReplyBlocked(MessageReasons.NoDetails), refused);
        await Handle(id, new PatientCommand.CorrectRelatedPerson(Guardian(guardian) with { ReceivesDetails = true },
            "She is the legal guardian."));
        Assert.Null((await Do(guardian, new ConversationCommand.Reply("We call you.", null))).Refusal);
    }

    [Fact]
    public async Task What_someone_writes_whom_only_the_sender_named_is_in_the_line_of_the_patient()
    {
        var (first, second, removed) = (Phone(), Phone(), Phone());
        var (id, _) = await Consenting(with: s => s with
        {
            Patient = s.Patient with
            {
                Phones = [], Email = null,
                Contacts =
                [
                    new SentContact("Eva", "mother", $"{first[2..5]}-{first[5..]} (mobile); {second}"),
                    new SentContact("Ola", "father", removed),
                ],
            },
        });
        await silos.Do(id, new AssignPatient(new PatientId(New("p"))));
        var line = (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.ServiceLine;

        foreach (var number in (string[])[first, second])
        {
            await Write(number, "He wrote: I want to kill myself");
            var written = await Conversation(number, s => s.Alarms);
            Assert.Equal((id, line), (Assert.Single(written.Patients).Referral.Value, Assert.Single(written.Lines)));
        }

        var patient = new StreamId(PatientMapper.StreamKind,
            (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!.State.Case.PatientId!.Value.Value);
        await Until("the record is stored", async () => await silos.Real.ReadVersion(patient) > 0);
        var father = (await Record(patient)).RelatedPeople.Single(p => p.Sent?.Name == "Ola");
        await Handle(id, new PatientCommand.RemoveRelatedPerson(father.Id, "A court says so."));
        await Until("the referral knows it", async () => (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!
            .State.Case.Copy is { Related.Count: 1 });
        await Write(removed, "I want to kill myself");
        Assert.Empty((await Conversation(removed, s => s.Alarms)).Patients);
    }

    [Fact]
    public async Task A_guardian_who_may_learn_only_of_appointments_does_not_learn_that_the_clinic_declined()
    {
        var (id, own, guardian) = await ChildWithGuardian();
        await silos.Do(id, new Decline("It is not for us."));
        await Until("it is accepted", id, MessageStatus.Accepted);
        Assert.Equal((0, 1), (_provider.CountTo(guardian), _provider.CountTo(own)));
    }

    [Fact]
    public async Task A_patient_without_an_address_whose_guardian_is_not_confirmed_is_not_one_without_consent()
    {
        var (id, _) = await Consenting(with: s => s with
        {
            Patient = s.Patient with
            {
                Phones = [], Email = null, Contacts = [new SentContact("Eva", "mother", Phone())],
            },
        });
        await silos.Do(id, new Accept());
        await Until("it is blocked", async () => await Messages(id)
            is [Message.Blocked { Reason: MessageReasons.NoAddress }]);
    }

    [Fact]
    public async Task What_was_said_while_two_records_were_one_stays_when_they_are_separated_before_its_message_came()
    {
        var (_, _, from) = await OfPatient();
        var (_, _, into) = await OfPatient();
        await Merge(new PatientMergesCommand.Merge(new(from.Id), new(into.Id), null, null));
        await Until("they are one", async () => (await Record(from)).Merged?.Taker is not null);

        // Committed without its outbox, as by a silo that stopped after the commit.
        await CommitOnly(into, new PatientEvent.PrivacyRecorded(
            new PrivateTopic(silos.Now) { ServiceLine = new("dermatology") }, "x"));
        await Merge(new PatientMergesCommand.Unmerge(new(from.Id), "They are two."));

        await Until("they are two", async () => (await Record(from)).Merged is null);
        Assert.Single((await Record(from)).PrivateTopics);

        async Task Merge(PatientMergesCommand command) => Assert.Null((await silos.Grains
            .GetGrain<IPatientMergesGrain>(IPatientMergesGrain.Key)
            .Handle(CommandEnvelopes.BySystem(command))).Refusal);
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
        await Handle(id, new PatientCommand.AddRelatedPerson(Guardian(guardian), null));
        if (isPrivate)
            await Handle(id, new PatientCommand.RecordPrivacy(new PrivateTopic(silos.Now) { Referral = new(id) }, "x"));
        await Until("the referral knows it", async () => (await silos.Grains.GetGrain<IReferralGrain>(id).Show())!
            .State.Case.Copy is { Related.Count: 1 } copy && copy.Private is not null == isPrivate);
        return (id, own, guardian);
    }

    private RelatedPerson Guardian(string phone) => new("g", silos.Now)
    {
        Relationship = Relationship.Guardian, Name = "Eva", Phone = new PhoneNumber(phone), MayConsent = true,
        Messages = RelatedMessages.WhenNeeded, Channels = [Channel.Sms],
    };

    private async Task Handle(string referral, PatientCommand command)
    {
        var patient = (await silos.Grains.GetGrain<IReferralGrain>(referral).Show())!.State.Case.PatientId!.Value;
        Assert.Null((await silos.Grains.GetGrain<IPatientGrain>(patient.Value)
            .Handle(CommandEnvelopes.BySystem(command))).Refusal);
    }
}
