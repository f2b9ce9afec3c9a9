using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Addresses;
using ReferralSilo.Domain.Conversations;
using ReferralSilo.Domain.Tests.Referrals;
using ReferralSilo.Domain.Tests.ServiceLines;
using C = ReferralSilo.Domain.Conversations.ConversationCommand;
using E = ReferralSilo.Domain.Conversations.ConversationEvent;

namespace ReferralSilo.Domain.Tests.Conversations;

/// <summary>Many unknown senders with words of an emergency: people are called for one of them at a time. The list
/// calls Ann after 10 minutes, then the supervisor Sue after 5.</summary>
public sealed class UnknownAlarmTests
{
    private static readonly Instant Now = AReferral.Now;

    private static readonly OnCallInput List = new()
    {
        After = TimeSpan.FromMinutes(10), Every = TimeSpan.FromMinutes(5),
        People = [new("Ann", "ann", "+13035550101")], Supervisor = new("Sue", "sue", "+13035550104"),
    };

    private readonly Dictionary<string, Conversation> _all = [];

    [Fact]
    public void A_flood_calls_each_person_once_and_every_message_alarms()
    {
        for (var n = 0; n < 50; n++) Write($"c{n:00}", Now + Duration.FromSeconds(n));
        Pass(Minutes(16));

        Assert.All(_all.Values, c => Assert.True(c.Alarms));
        Assert.Equal(["ann", "sue"], Called());
        Assert.Equal(49, _all.Values.Count(c => c.OnCall is { IsJoined: true, Alerts.Count: 0 }));
    }

    [Fact]
    public void When_the_one_is_decided_the_next_one_goes_on_at_once()
    {
        Write("a", Now);
        Write("b", Minutes(1));
        Pass(Minutes(11));
        Do("a", new C.Decide(EmergencyDecision.NotEmergency, "A newsletter"), Minutes(11));
        Pass(Minutes(17));

        Assert.Equal(["ann"], _all["b"].OnCall!.Alerts.Select(a => a.Person));
    }

    [Fact]
    public void Of_all_that_look_at_once_only_the_first_goes_on()
    {
        foreach (var key in (string[])["a", "b", "c", "d"]) Write(key, Now);
        Do("a", new C.Decide(EmergencyDecision.NotEmergency, "A newsletter"), Minutes(1));
        var seen = new Dictionary<string, Conversation>(_all);
        foreach (var key in (string[])["d", "c", "b"]) Do(key, new C.TimeUp(), Minutes(5), seen: seen);

        Assert.Equal(["ann"], Called());
        Assert.Single(_all["b"].OnCall!.Alerts);
    }

    [Fact]
    public void While_someone_works_on_one_the_others_wait_and_then_call()
    {
        Write("a", Now);
        Write("b", Minutes(1));
        Do("a", new C.Take(false), Minutes(2));
        Write("c", Minutes(3));
        Pass(Minutes(16));
        Assert.Empty(Called());

        Pass(Minutes(24));
        Assert.Equal(["ann", "sue"], Called());
        Assert.Single(_all.Values, c => c.OnCall!.Alerts.Count > 0);
    }

    [Fact]
    public void Of_two_that_began_at_once_one_calls()
    {
        Write("a", Now, isAlone: true);
        Write("b", Now, isAlone: true);
        Pass(Minutes(16));

        Assert.Equal(["ann", "sue"], Called());
        Assert.Empty(_all["b"].OnCall!.Alerts);
    }

    [Fact]
    public void Of_two_that_began_at_once_and_that_no_screen_shows_one_calls()
    {
        Write("a", Now, isAlone: true);
        Write("b", Now, isAlone: true);
        Do("b", new C.AlarmUnseen(), Minutes(1));
        Do("a", new C.AlarmUnseen(), Minutes(1));

        Assert.Equal((true, Minutes(6)), (_all["b"].OnCall!.IsJoined, _all["b"].OnCall!.NextAt));
        Assert.Equal(["ann"], Called());
    }

    [Fact]
    public void An_alarm_whose_step_is_not_taken_silences_no_other()
    {
        Write("a", Now);
        Write("b", Minutes(1));
        while (ConversationOnCall.DueAt(_all["b"]) <= Minutes(17))
            Do("b", new C.TimeUp(), ConversationOnCall.DueAt(_all["b"])!.Value);
        Write("c", Minutes(18));

        Assert.Equal(["ann"], _all["b"].OnCall!.Alerts.Select(a => a.Person));
        Assert.True(_all["c"].OnCall!.IsJoined);
    }

    [Fact]
    public void After_a_stop_of_the_program_one_calls()
    {
        Write("a", Now);
        Write("b", Minutes(1));
        Write("c", Minutes(1));
        foreach (var key in (string[])["c", "b", "a"]) Do(key, new C.TimeUp(), Minutes(120));

        Assert.Equal(["ann"], Called());
        Assert.Single(_all["a"].OnCall!.Alerts);
    }

    [Fact]
    public void Neither_an_unseen_alarm_nor_a_new_list_makes_a_joined_one_call()
    {
        Write("a", Now);
        Write("b", Now);
        Do("b", new C.AlarmUnseen(), Minutes(1));
        Do("b", new C.OnCallChanged(), Minutes(1));

        Assert.Equal((true, 0), (_all["b"].OnCall!.IsJoined, _all["b"].OnCall!.Alerts.Count));
        Do("a", new C.AlarmUnseen(), Minutes(1));
        Assert.Equal(["ann"], Called());
    }

    [Fact]
    public void A_sender_who_becomes_a_patient_calls_on_his_own()
    {
        Write("a", Now);
        Write("b", Minutes(1));
        Do("b", Text("b", Minutes(2), "in-2"), Minutes(2),
            new ConversationPatient(new("r1"), new PatientId("p1"), AReferral.Behavioral, Priority.Routine, true));

        Assert.Equal((false, Minutes(12)), (_all["b"].OnCall!.IsJoined, _all["b"].OnCall!.NextAt));
    }

    private static Instant Minutes(int minutes) => Now + Duration.FromMinutes(minutes);

    private IEnumerable<string> Called() => _all.Values.SelectMany(c => c.OnCall!.Alerts).OrderBy(a => a.At)
        .Select(a => a.Person);

    private static C.Receive Text(string key, Instant at, string id = "in-1") => new(MessageChannel.Email,
        $"{key}@example.org", new InboundText(id, "I want to kill myself") { Mail = new InboundMail(null, []) }, at);

    private void Write(string key, Instant at, bool isAlone = false) => Do(key, Text(key, at), at, isAlone: isAlone);

    /// <summary>Rings each clock when it is due.</summary>
    private void Pass(Instant until)
    {
        while (_all.Where(c => ConversationOnCall.DueAt(c.Value) <= until)
            .OrderBy(c => ConversationOnCall.DueAt(c.Value)).Select(c => c.Key).FirstOrDefault() is { } next)
            Do(next, new C.TimeUp(), ConversationOnCall.DueAt(_all[next])!.Value);
    }

    private void Do(string key, ConversationCommand command, Instant at, ConversationPatient? patient = null,
        bool isAlone = false, Dictionary<string, Conversation>? seen = null)
    {
        var context = new ConversationContext(at, "nora", true)
        {
            Key = key, Patients = patient is null ? [] : [patient],
            Others = isAlone ? UnknownAlarms.None
                : UnknownAlarms.Of((seen ?? _all).Where(c => c.Key != key).Select(c => (c.Key, c.Value))),
            ServiceLines = AReferral.Lines.Values.Select(line => line.Id != AReferral.Behavioral ? line
                : AServiceLine.Parsed(line.Settings with { OnCall = List }, line.Id.Value))
                .ToDictionary(line => line.Id),
        };
        var known = _all.GetValueOrDefault(key);
        _all[key] = Assert.IsType<Decision<E>.Accepted>(ConversationDecider.Decide(known, command, context)).Events
            .Aggregate(known, ConversationEvolver.Evolve)!;
    }
}
