using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using C = ReferralSilo.Domain.Patients.PatientCommand;

namespace ReferralSilo.Domain.Tests.Patients;

/// <summary>Guardians and caregivers in the record of a patient: who is in it, and who may consent.</summary>
public sealed class RelatedPeopleTests
{
    private static readonly PatientId A = new("a"), B = new("b");
    private static readonly SentContact Eva = new("Eva Okafor", "mother", "(303) 555-0177");

    private Instant _now = Now;

    [Fact]
    public void A_contact_of_a_referral_is_a_person_whom_no_one_confirmed()
    {
        var record = Sent(Eva);

        var person = Assert.Single(record.RelatedPeople);
        Assert.Equal((Eva, false, new ReferralId("r-a")), (person.Sent, person.IsConfirmed, person.SentWith));
        Assert.Null(record.CopyFor(new("other"), 3).Related);
        Assert.Equal("may-not-consent", Refused(record, Consenting(person.Id)));
    }

    [Fact]
    public void A_person_who_was_confirmed_or_removed_stays_so_when_the_sender_names_them_again()
    {
        var record = Sent(Eva);
        record = After(record, new C.CorrectRelatedPerson(Mother(record.RelatedPeople[0].Id), "She called."));
        record = Sent(record, 2, Eva);
        Assert.True(Assert.Single(record.RelatedPeople).IsConfirmed);

        record = After(record, new C.RemoveRelatedPerson(record.RelatedPeople[0].Id, "She moved away."));
        record = Sent(record, 3, Eva);
        Assert.True(Assert.Single(record.RelatedPeople).Removed);
        // The referrals know it, so that no one answers what comes from there.
        Assert.True(Assert.Single(record.CopyFor(new("other"), 3).Related!).Removed);
        Assert.Equal("related-person-unknown",
            Refused(record, new C.RemoveRelatedPerson(record.RelatedPeople[0].Id, "x")));
    }

    [Fact]
    public void Other_data_of_a_person_replace_what_no_one_confirmed_and_are_shown_beside_what_was_confirmed()
    {
        var other = Eva with { Phone = "(303) 555-0188" };
        Assert.Equal(other, Assert.Single(Sent(Sent(Eva), 2, other).RelatedPeople).Sent);

        var record = Sent(Eva);
        record = After(record, new C.CorrectRelatedPerson(Mother(record.RelatedPeople[0].Id), "She called."));
        record = Sent(record, 2, other);
        Assert.Equal([true, false], record.RelatedPeople.Select(p => p.IsConfirmed));
        Assert.Equal(2, record.RelatedPeople.Select(p => p.Id).Distinct().Count());
    }

    [Fact]
    public void Only_an_acting_person_who_may_consent_consents_for_the_patient()
    {
        var today = _now.InUtc().Date;
        var record = After(Record(A), new C.AddRelatedPerson(Mother("m"), null));
        record = After(record, new C.AddRelatedPerson(Mother("carer") with { MayConsent = null }, null));
        record = After(record, new C.AddRelatedPerson(Mother("former") with { Until = today.PlusDays(-2) }, null));
        record = After(record, new C.AddRelatedPerson(Mother("later") with { From = today.PlusDays(2) }, null));

        Assert.Equal("m", Assert.Single(After(record, Consenting("m")).AllConsents).GivenBy);
        foreach (var id in (string[])["carer", "former", "later", "nobody"])
            Assert.Equal("may-not-consent", Refused(record, Consenting(id)));
    }

    [Fact]
    public void The_same_details_again_change_nothing_and_a_record_has_at_most_twenty_people()
    {
        var record = After(Record(A), new C.AddRelatedPerson(Mother("m"), null));
        Assert.Same(record, After(record, new C.CorrectRelatedPerson(Mother("m"), "x")));
        for (var i = 1; i < 20; i++) record = After(record, new C.AddRelatedPerson(Mother("m" + i), null));
        Assert.Equal("too-many-related-people", Refused(record, new C.AddRelatedPerson(Mother("more"), null)));
        record = After(record, new C.RemoveRelatedPerson("m3", "x"));
        Assert.Equal(20, After(record, new C.AddRelatedPerson(Mother("more"), null)).RelatedPeople
            .Count(p => p.Removed is null));
    }

    [Fact]
    public void Whom_only_senders_named_leave_room_for_newer_ones_and_for_confirmed_ones()
    {
        var record = After(Record(A), new C.AddRelatedPerson(Mother("m"), null));
        for (var i = 0; i < 99; i++) record = Named(record, "r" + i / 3, i % 3, new SentContact("Person " + i, "aunt"));
        Assert.Equal(100, record.RelatedPeople.Count);

        record = Named(record, "new", 0, new SentContact("Ola", "father"));
        Assert.Equal(100, record.RelatedPeople.Count);
        Assert.Equal(["m", "r0-2", "new-1"],
            [record.RelatedPeople[0].Id, record.RelatedPeople[1].Id, record.RelatedPeople[^1].Id]);
        Assert.Equal(100, record.RelatedPeople.Select(p => p.Id).Distinct().Count());
        // One of a referral of which another one made room.
        record = Named(record, "r0", 3, new SentContact("Person 3 of r0", "uncle"));
        Assert.Equal(100, record.RelatedPeople.Select(p => p.Id).Distinct().Count());

        record = Record(A);
        for (var i = 0; i < 30; i++) record = Named(record, "r" + i, 0, new SentContact("Person " + i, "aunt"));
        Assert.Single(After(record, new C.AddRelatedPerson(Mother("m"), null)).RelatedPeople, p => p.IsConfirmed);
    }

    [Fact]
    public void A_person_who_is_sent_again_with_a_second_number_is_the_same_person()
    {
        var (first, both) = (new SentContact("Eva", "mother", "303-555-0177"),
            new SentContact("Eva", "mother", "303-555-0177; 303-555-0178"));
        var record = Sent(first);
        record = After(record, new C.RemoveRelatedPerson(record.RelatedPeople[0].Id, "A court says so."));
        var person = Assert.Single(Sent(record, 2, both).RelatedPeople);
        Assert.True(person.Removed);
        Assert.True(person.Has(new PhoneNumber("+13035550178")));
        Assert.Equal(2, Sent(record, 2, both with { Name = "Eva O." }).RelatedPeople.Count);
    }

    [Fact]
    public void A_consent_of_the_patient_opens_no_mailbox_of_someone_else()
    {
        var consent = new Consent(ConsentKind.Email, true, "verbal", Now) { By = "nora", RecordedAt = Now };
        var mailbox = new EmailAddress("eva@example.org");
        var record = Record(A) with { Person = Submission().Patient with { Email = mailbox } };
        Assert.Equal([mailbox], ConsentedMailboxes.Of(record, consent));

        // Copied by a program up to 0.1.0 from whom the sender named, whom staff may have confirmed since.
        var copied = record with
        {
            Related = [new("r-1", Now) { Sent = new SentContact("Eva", "mother", null, "Eva <EVA@example.org>") }],
        };
        Assert.Empty(ConsentedMailboxes.Of(copied, consent));
        Assert.Empty(ConsentedMailboxes.Of(record with { Related = [Mother("m") with { Email = mailbox }] }, consent));
        Assert.Equal([mailbox], ConsentedMailboxes.Of(
            copied with { Corrected = new PatientCorrections { Email = mailbox } }, consent));
    }

    private PatientRecord Named(PatientRecord record, string referral, long version, SentContact contact) =>
        After(record, new C.Learn(A, Facts(A, version + 1, contact) with { Referral = new(referral) }));

    [Fact]
    public void A_person_who_is_removed_while_two_records_are_one_is_removed_in_the_separated_one()
    {
        var (from, into) = Merged(After(Record(A), new C.AddRelatedPerson(Mother("m"), null)), Record(B));
        Assert.Equal("m", Assert.Single(CopyOf(into).Related!).Id);

        into = After(into, new C.RemoveRelatedPerson("m", "She lost the custody."));
        from = After(from, new C.LearnTaker(B, into.ForAbsorbed(5)));
        Assert.Equal((0, 0), (Confirmed(into), Confirmed(from)));

        (from, into) = Separated(from, into);
        Assert.Equal((0, 0), (Confirmed(into), Confirmed(from)));
        Assert.True(Assert.Single(from.RelatedPeople).Removed);
        Assert.Empty(into.RelatedPeople);
    }

    [Fact]
    public void What_was_said_while_two_records_were_one_stays_when_they_are_separated_before_its_message_came()
    {
        var (from, into) = Merged(After(Record(A), new C.AddRelatedPerson(Mother("m"), null)), Record(B));
        _now += Duration.FromMinutes(1);
        into = After(into, new C.RemoveRelatedPerson("m", "She lost the custody."));
        into = After(into, Privately("behavioral-health"));

        // The message to the other record is on its way still.
        (from, into) = Separated(from, into);
        Assert.True(Assert.Single(from.RelatedPeople).Removed);
        Assert.Equal("behavioral-health", Assert.Single(CopyOf(from).Private!).ServiceLine!.Value.Value);
        Assert.NotNull(CopyOf(into).Private);
    }

    [Fact]
    public void A_statement_about_what_is_private_is_refused_rather_than_another_one_dropped()
    {
        var record = Record(A);
        for (var n = 0; n < 40; n++) record = After(record, Privately("line-" + n));
        Assert.Equal("too-many-private-topics", Refused(record, Privately("line-40")));

        record = After(record, Privately("line-3", ended: true));
        record = After(record, Privately("line-40"));
        Assert.Equal(40, CopyOf(record).Private!.Count);
        Assert.Equal(41, record.PrivateTopics.Count);
        Assert.Equal("too-many-private-topics", Refused(record, Privately("line-3")));
        // What is recorded already can still be changed.
        Assert.NotSame(record, After(record, new C.RecordPrivacy(new PrivateTopic(default)
        {
            ServiceLine = new("line-7"), Phone = new PhoneNumber("+13035550199"),
        }, "x")));
    }

    [Fact]
    public void It_can_be_said_of_a_referral_that_it_is_not_private_when_it_came_from_a_private_line()
    {
        var notPrivate = new C.RecordPrivacy(new PrivateTopic(default)
        {
            Referral = new("other"), Ended = true,
        }, "She said so.");
        var record = Record(A);
        Assert.Same(record, After(record, notPrivate));

        record = After(After(record, Privately("behavioral-health")), notPrivate);
        Assert.Equal([null, true], CopyOf(record).Private!.Select(t => t.Ended));
        Assert.Single(record.CopyFor(new("another"), 3).Private!);

        // It may have become private again since, by a route of which the record does not know.
        var again = After(record, notPrivate);
        Assert.True(again.PrivateTopics[1].At > record.PrivateTopics[1].At);
    }

    private static int Confirmed(PatientRecord record) => (CopyOf(record).Related ?? []).Count(p => p.IsConfirmed);

    [Fact]
    public void A_person_of_the_record_that_took_over_is_gone_from_the_other_one_when_both_are_separated()
    {
        var (from, into) = Merged(Record(A), After(Record(B), new C.AddRelatedPerson(Mother("m"), null)));
        Assert.Equal("m", Assert.Single(CopyOf(from).Related!).Id);

        (from, into) = Separated(from, into);
        Assert.Null(CopyOf(from).Related);
        Assert.NotNull(CopyOf(into).Related);
    }

    [Fact]
    public void What_is_declared_private_while_two_records_are_one_is_private_in_both()
    {
        var (from, into) = Merged(Record(A), After(Record(B), Privately("dermatology")));
        into = After(into, Privately("behavioral-health"));
        from = After(from, new C.LearnTaker(B, into.ForAbsorbed(5)));
        Assert.Equal(2, CopyOf(from).Private!.Count);

        (from, into) = Separated(from, into);
        Assert.Equal("behavioral-health", Assert.Single(CopyOf(from).Private!).ServiceLine!.Value.Value);
        Assert.Equal(2, CopyOf(into).Private!.Count);
    }

    [Fact]
    public void What_is_not_private_any_more_is_taken_back_once()
    {
        var record = After(Record(A), Privately("dermatology"));
        Assert.Same(record, After(record, Privately("dermatology")));
        record = After(record, Privately("dermatology", ended: true));
        Assert.Null(CopyOf(record).Private);
        Assert.Same(record, After(record, Privately("dermatology", ended: true)));
        Assert.Same(record, After(record, Privately("other", ended: true)));
    }

    private static C.RecordPrivacy Privately(string line, bool ended = false) => new(new PrivateTopic(default)
    {
        ServiceLine = new ServiceLineId(line), Ended = ended ? true : null,
    }, "She asked for it.");

    private static RelatedPerson Mother(string id) => new(id, default)
    {
        Relationship = Relationship.Parent, Name = "Eva Okafor", Phone = new PhoneNumber("+13035550177"),
        Messages = RelatedMessages.WhenNeeded, Channels = [Channel.Sms], MayConsent = true,
    };

    private static C.Consent Consenting(string by) =>
        new(new Consent(ConsentKind.Sms, true, "verbal", null) { GivenBy = by });

    private static PatientFacts Facts(PatientId id, long version, params SentContact[] contacts) => new(
        new("r-" + id.Value), version, null, Submission().Patient with { Contacts = contacts }, [], null, Now);

    private static PatientRecord Record(PatientId id) =>
        PatientEvolver.Evolve(null, new PatientEvent.Learned(id, Facts(id, 1)));

    private static PatientRecord Sent(SentContact contact) =>
        PatientEvolver.Evolve(null, new PatientEvent.Learned(A, Facts(A, 1, contact)));

    private PatientRecord Sent(PatientRecord record, long version, SentContact contact) =>
        After(record, new C.Learn(A, Facts(A, version, contact)));

    private static PatientCopy CopyOf(PatientRecord state) => state.CopyFor(new("other"), 3);

    private (PatientRecord From, PatientRecord Into) Merged(PatientRecord from, PatientRecord into)
    {
        _now += Duration.FromMinutes(1);
        from = After(from, new C.FollowMerge(new PendingMerge(A, B, 1)));
        into = After(into, new C.Absorb(new AbsorbedRecord(A, 2, from.Parts)));
        return (After(from, new C.LearnTaker(B, into.ForAbsorbed(2))), into);
    }

    private (PatientRecord From, PatientRecord Into) Separated(PatientRecord from, PatientRecord into) =>
        (After(from, new C.FollowMerge(new PendingMerge(A, null, 2)), into.ForAbsorbed(99)),
            After(into, new C.Release(new SeparatedRecord(A, 9) { Withdrawn = [] })));

    private string Refused(PatientRecord state, C command) =>
        ((Decision<PatientEvent>.Refused)PatientDecider.Decide(state, command, Context)).Refusal.Code;

    private PatientRecord After(PatientRecord state, C command, TakerCopy? taker = null) =>
        PatientDecider.Decide(state, command, Context with { Taker = taker }) switch
    {
        Decision<PatientEvent>.Accepted { Events: { Count: > 0 } events } =>
            events.Aggregate(state, PatientEvolver.Evolve),
        Decision<PatientEvent>.Refused refused => throw new InvalidOperationException(refused.Refusal.Code),
        _ => state,
    };

    private PatientContext Context => new(_now, "nora", []);
}
