using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Desk;
using ReferralSilo.Console.Detail;
using ReferralSilo.Console.Patients;
using ReferralSilo.Console.Search;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Triage;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Patients;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>
/// A name with right-to-left marks must not turn an age of 46 into 64: foreign text is isolated wherever it is shown.
/// </summary>
public sealed class ForeignTextTests : IAsyncDisposable
{
    private const string Rtl = "Zq\u202E";
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Right_to_left_name_is_isolated_on_triage()
    {
        AddReferral(Stage.Received);
        var page = _circuit.Render<TriagePage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        var row = ARow.Triage("e", claimedBy: "sue") with { Patient = new BoardPatient(Rtl, 46), Reason = Rtl,
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
            page.InvokeAsync(() => page.FindAll("[data-testid=gone]").Count == 1), "the removed row was drawn");
        AllIsolated(page.Nodes, atLeast: 2);
    }

    [Theory]
    [InlineData(Stage.Waiting)]
    [InlineData(Stage.Offered)]
    [InlineData(Stage.Booked)]
    public async Task Right_to_left_name_is_isolated_on_the_desk(Stage stage)
    {
        AddReferral(stage);
        _circuit.Api.Best = [ARow.Match("s1", 60) with { ClinicianName = Rtl }];
        var page = _circuit.Render<DeskPage>(p => p.Add(x => x.ServiceLine, "behavioral-health"));
        var row = ARow.Desk("e", stage) with { Patient = new BoardPatient(Rtl, 46), Reason = Rtl, ClaimedBy = "sue",
            Clinician = "a", Language = Rtl };
        await _circuit.Open(row,
            ARow.Clinician("a", ARow.Slot("s1", 60), ARow.Slot("s2", 120, SlotStatus.Busy, "e")) with { Name = Rtl });
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-slot]").Count > 0), "the board was drawn");
        if (stage == Stage.Booked) page.Find("[data-testid=tab-visits]").Click();
        page.Find("[data-referral=e] button").Click();
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-testid=matches]").Count == 1
                && page.FindAll("[data-testid=pane-now]").Count == 1), "the details and best times were found");
        page.Find("[data-slot=s1]").Click();
        AllIsolated(page.Nodes, atLeast: 16);
    }

    [Fact]
    public void Right_to_left_name_is_isolated_in_visit_facts_and_history()
    {
        AddReferral(Stage.Booked);
        _ = _circuit.Services.GetRequiredService<Layout.SessionState>().LoadNames();
        var view = _circuit.Api.Views["e"];
        AllIsolated(_circuit.Render<VisitFacts>(p => p.Add(x => x.View, view)).Nodes, atLeast: 6);
        var entry = new HistoryEntry(1, ARow.Now, "sue", "ended", Rtl,
            new Dictionary<string, string> { ["as"] = "redirected", ["to"] = Rtl });
        AllIsolated(_circuit.Render<Timeline>(p => p.Add(x => x.Entries, [entry])).Nodes, atLeast: 3);
    }

    [Fact]
    public async Task Right_to_left_name_is_isolated_in_search_results()
    {
        AddReferral(Stage.Waiting);
        _circuit.Services.GetService<Layout.SessionState>()!.Search("Zq");
        var page = _circuit.Render<SearchPage>();
        await Eventually.True(() =>
            page.InvokeAsync(() => page.FindAll("[data-testid=results]").Count == 1), "it was found");
        AllIsolated(page.Nodes, atLeast: 3);
    }

    [Fact]
    public void Right_to_left_name_is_isolated_on_the_page_of_a_patient()
    {
        AddReferral(Stage.Waiting);
        _circuit.Patients.ReferralsOf["p"] = [_circuit.Api.Views["e"]];
        foreach (var id in (string[])["p", "q"])
        {
            _circuit.Patients.Views[id] = new PatientView(id, 1, null,
                new PatientInput(Rtl, Rtl, "1980-04-12", new LocationInput(Rtl, Rtl), null, Rtl, [Rtl], Rtl, null, Rtl,
                    [Rtl])
                {
                    Gender = Rtl, Address = new AddressInput([Rtl], Rtl, Rtl),
                    Identifiers = [new PatientIdentifierInput(Rtl, Rtl, Rtl)],
                    Contacts = [new RelatedPersonInput(Rtl, Rtl, Rtl, Rtl)],
                },
                [new PatientConsentView(ConsentKind.Sms, true, Rtl, ARow.Now, null, Rtl, true, "sue", null,
                    [ConsentPurpose.Care])],
                new SafeContactInput(true, null, Rtl, Rtl), null, [], [new PossiblySameView("q", Rtl, null)],
                [new CorrectionView(ARow.Now, "sue", Rtl, ["phones"])])
            {
                Actions = ["correct", "consents", "deceased", "merge"],
                RelatedPeople =
                [
                    new RelatedPersonView("m", false, null, Rtl, Rtl, Rtl, null, null, RelatedMessages.No, [], false,
                        false, null, null, ARow.Now, null, Rtl),
                ],
            };
        }
        var page = _circuit.Render<PatientDetailPage>(p => p.Add(x => x.Id, "p"));
        AllIsolated(page.Nodes, atLeast: 26);

        page.Find("[data-action=compare]").Click();
        page.Find("[name=reason]").Change("x");
        page.Find("[data-form=merge]").Submit();
        AllIsolated(page.Nodes, atLeast: 50);

        page.Find("[data-action=confirm-cancel]").Click();
        page.Find("[data-action=correct]").Click();
        AllIsolated(page.Nodes, atLeast: 26);
        page.Find("[data-action=give-sms]").Click();
        AllIsolated(page.Nodes, atLeast: 26);
    }

    /// <summary>Adds a referral and people whose texts all contain a right-to-left mark.</summary>
    private void AddReferral(Stage stage)
    {
        _circuit.Api.AllPeople = new People(
            new Dictionary<string, string> { ["sue"] = Rtl }, new Dictionary<string, string> { ["a"] = Rtl },
                new Dictionary<string, string> { ["lakeside"] = Rtl });
        var hold = new HoldView("s1", "a", ARow.Now.AddHours(1), ARow.Now.AddHours(2), VisitType.Video,
            ARow.Now.AddMinutes(1));
        _circuit.Api.Views["e"] = ARow.View("e", stage, 1, FakeConsoleApi.AllActions) with
        {
            Patient = new PatientInput(Rtl, Rtl, "1980-04-12", Phones: [Rtl], Email: Rtl, Language: Rtl),
            Reason = new ReasonInput(Rtl, [new CodeInput("http://x", Rtl, Rtl)]),
            VisitGoal = Rtl,
            Referrer = new ReferrerInput(Rtl, null, Rtl),
            ClaimedBy = "sue",
            AssignedTo = "sue",
            Eligibility =
                new EligibilityView(EligibilityOutcome.Redirect, [new RuleAnswer("exclusion", false, Rtl)], Rtl, null,
                Rtl),
            Missing = [new MissingItem("document:" + Rtl, "source")],
            Appointment = stage == Stage.Booked
                ? new AppointmentView("s2", "a", hold.Start, hold.End, VisitType.Video, ARow.Now) : null,
            Holds = stage == Stage.Offered ? [hold] : [],
            Outcome = Rtl,
            ContactAttempts = [new ContactAttemptView(Channel.Call, ContactOutcome.Reached, Rtl, ARow.Now, "sue")],
            Consents = [new ConsentInput(ConsentKind.Call, true, Rtl)],
            Documents = [new DocumentView(Rtl, Rtl, ARow.Now)],
            Checklist = [new ChecklistItem(Rtl, true)],
        };
    }

    /// <summary>
    /// Every foreign text is in an isolating element, or between isolating characters in an attribute.
    /// </summary>
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
