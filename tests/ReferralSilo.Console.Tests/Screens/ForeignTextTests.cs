using AngleSharp.Dom;
using Bunit;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Detail;
using ReferralSilo.Console.Search;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>A name that turns the writing direction must not turn an age of 46 into 64: what people wrote is isolated
/// wherever it is shown.</summary>
public sealed class ForeignTextTests : IAsyncDisposable
{
    private const string Evil = "Zq\u202E";
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Name_that_turns_the_direction_turns_nothing_beside_it_on_triage()
    {
        Write(Stage.Received);
        var page = _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        var row = ARow.Triage("e", claimedBy: "sue") with { Patient = new BoardPatient(Evil, 46), Reason = Evil,
            Source = "lakeside" };
        var stream = await _circuit.Open(row);
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("tr[data-referral]").Count > 0), "the board was drawn");
        await page.InvokeAsync(() => page.Instance.OnKey("j"));
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-testid=rules]").Count == 1), "the details were read");
        await page.InvokeAsync(() => page.Instance.OnKey("d"));
        AllIsolated(page.Nodes, atLeast: 12);

        stream.Send(new BoardFrame(stream.Board, "e1", 1, 2, false, [], ["e"], ARow.Now));
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-testid=gone]").Count == 1), "the ghost was drawn");
        AllIsolated(page.Nodes, atLeast: 2);
    }

    [Theory]
    [InlineData(Stage.Waiting)]
    [InlineData(Stage.Offered)]
    [InlineData(Stage.Booked)]
    public async Task Name_that_turns_the_direction_turns_nothing_beside_it_on_the_desk(Stage stage)
    {
        Write(stage);
        _circuit.Desk.Best = [ARow.Match("s1", 60) with { ClinicianName = Evil }];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        var row = ARow.Desk("e", stage) with { Patient = new BoardPatient(Evil, 46), Reason = Evil, ClaimedBy = "sue",
            Clinician = "a", Language = Evil };
        await _circuit.Open(row,
            ARow.Clinician("a", ARow.Slot("s1", 60), ARow.Slot("s2", 120, SlotStatus.Busy, "e")) with { Name = Evil });
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-slot]").Count > 0), "the board was drawn");
        if (stage == Stage.Booked) page.Find("[data-testid=tab-visits]").Click();
        page.Find("[data-referral=e] button").Click();
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-testid=matches]").Count == 1), "the best times were found");
        page.Find("[data-slot=s1]").Click();
        AllIsolated(page.Nodes, atLeast: 16);
    }

    [Fact]
    public void Name_that_turns_the_direction_turns_nothing_beside_it_in_the_facts_of_the_visit_and_the_history()
    {
        Write(Stage.Booked);
        _ = _circuit.Services.GetService(typeof(Layout.SessionState)) is Layout.SessionState state ? state.AskNames()
            : null;
        var view = _circuit.Desk.Views["e"];
        AllIsolated(_circuit.Render<VisitFacts>(p => p.Add(x => x.View, view)).Nodes, atLeast: 6);
        var entry = new HistoryEntry(1, ARow.Now, "sue", "ended", Evil,
            new Dictionary<string, string> { ["as"] = "redirected", ["to"] = Evil });
        AllIsolated(_circuit.Render<Timeline>(p => p.Add(x => x.Entries, [entry])).Nodes, atLeast: 3);
    }

    [Fact]
    public async Task Name_that_turns_the_direction_turns_nothing_beside_it_among_search_results()
    {
        Write(Stage.Waiting);
        _circuit.Services.GetService<Microsoft.AspNetCore.Components.NavigationManager>()!.NavigateTo("/search?q=Zq");
        var page = _circuit.Render<SearchPage>();
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-testid=results]").Count == 1), "it was found");
        AllIsolated(page.Nodes, atLeast: 3);
    }

    /// <summary>A referral and people whose every text turns the direction.</summary>
    private void Write(Stage stage)
    {
        _circuit.Desk.Known = new People(
            new Dictionary<string, string> { ["sue"] = Evil }, new Dictionary<string, string> { ["a"] = Evil },
                new Dictionary<string, string> { ["lakeside"] = Evil });
        var hold = new HoldView("s1", "a", ARow.Now.AddHours(1), ARow.Now.AddHours(2), VisitType.Video,
            ARow.Now.AddMinutes(1));
        _circuit.Desk.Views["e"] = ARow.View("e", stage, 1, FakeDesk.AllActions) with
        {
            Patient = new PatientInput(Evil, Evil, "1980-04-12", Phones: [Evil], Email: Evil, Language: Evil),
            Reason = new ReasonInput(Evil, [new CodeInput("http://x", Evil, Evil)]),
            VisitGoal = Evil,
            Referrer = new ReferrerInput(Evil, null, Evil),
            ClaimedBy = "sue",
            AssignedTo = "sue",
            Eligibility =
                new EligibilityView(EligibilityOutcome.Redirect, [new RuleAnswer("exclusion", false, Evil)], Evil, null,
                Evil),
            Missing = [new MissingItem("document:" + Evil, "source")],
            Appointment = stage == Stage.Booked
                ? new AppointmentView("s2", "a", hold.Start, hold.End, VisitType.Video, ARow.Now) : null,
            Holds = stage == Stage.Offered ? [hold] : [],
            Outcome = Evil,
            ContactAttempts = [new ContactAttemptView(Channel.Call, ContactOutcome.Reached, Evil, ARow.Now, "sue")],
            Consents = [new ConsentInput(ConsentKind.Call, true, Evil)],
            Documents = [new DocumentView(Evil, Evil, ARow.Now)],
            Checklist = [new ChecklistItem(Evil, true)],
        };
    }

    /// <summary>In an element of its own that isolates, or between isolating characters where no element can
    /// be.</summary>
    private static void AllIsolated(INodeList nodes, int atLeast)
    {
        var found = 0;
        foreach (var node in nodes.SelectMany(n => n.DescendantsAndSelf()))
        {
            if (node is IText text && text.Data.Contains("Zq", StringComparison.Ordinal))
            {
                found++;
                Assert.True(text.ParentElement?.Closest("bdi") is not null
                    || text.Data.Contains("\u2068Zq", StringComparison.Ordinal),
                    $"Not isolated: {text.ParentElement?.OuterHtml}");
            }
            if (node is not IElement element) continue;
            foreach (var attribute in element.Attributes.Where(a =>
                a.Name is "title" or "aria-label" or "alt" or "placeholder"
                && a.Value.Contains("Zq", StringComparison.Ordinal)))
            {
                found++;
                Assert.Contains("\u2068", attribute.Value, StringComparison.Ordinal);
            }
        }
        Assert.True(found >= atLeast, $"Only {found} foreign texts were drawn.");
    }
}
