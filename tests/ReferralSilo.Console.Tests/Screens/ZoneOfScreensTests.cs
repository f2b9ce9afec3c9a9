using Bunit;
using Microsoft.AspNetCore.Components;
using ReferralSilo.Console.Layout;
using ReferralSilo.Console.Settings.Messages;
using ReferralSilo.Console.Shared;
using ReferralSilo.Console.Sources;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>A screen shows all times in one zone, and names it. <see cref="ARow.Now"/> is 09:00 in Denver.</summary>
public sealed class ZoneOfScreensTests : IAsyncDisposable
{
    private const string Mountain = "Times in Mountain time, UTC−07:00";

    private readonly ConsoleContext _circuit = new();

    public ZoneOfScreensTests() => _circuit.Api.Lines =
    [
        new("one", 1, new ServiceLineInput("One", "America/New_York")),
        new("two", 1, new ServiceLineInput("Two", "America/Denver")),
        new("three", 1, new ServiceLineInput("Three", "America/Denver")),
    ];

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Referrals_of_a_source_are_in_the_named_zone_of_most_lines()
    {
        _circuit.Api.CurrentSession = new("source", "Lakeside desk", [Roles.Source], "lakeside", null,
            ["source/lakeside"], []);
        var screen = Shown<MyReferralsPage>();
        await _circuit.Open(new SourceRow("r1", "RS-R1", 1, Stage.Booked, Priority.Routine, "Okafor, Dana", "one",
            ARow.Now.AddDays(-1), null, new SourceVisit(ARow.Now, ARow.Now.AddMinutes(30), VisitType.Video), null, null,
            false));

        await Eventually.True(() => screen.InvokeAsync(() => screen.FindAll("[data-testid=visit]").Count == 1),
            "the visit was shown");

        Assert.Equal(Mountain, screen.Find("[data-testid=zone]").Shown());
        Assert.Equal("Visit by video: 3 Mar 09:00", screen.Find("[data-testid=visit]").Shown());
    }

    [Fact]
    public void Sending_is_in_the_named_zone_of_most_lines()
    {
        _circuit.Templates.Status = new(ARow.Now, "Mesa Clinic", null, null, "https://care.example.org", "00:00-24:00",
            false, false, [new ChannelStatus(MessageChannel.Sms, null, null, TransportState.Sending, ARow.Now, null)],
            [], []);
        var screen = Shown<MessagingPage>();

        screen.WaitForAssertion(() => Assert.Equal(Mountain, screen.Find("[data-testid=zone]").Shown()));
        Assert.Contains("since 3 Mar 09:00", screen.Find("[data-testid=channels]").Shown(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("due")]
    [InlineData("ago")]
    [InlineData("length")]
    [InlineData("countdown")]
    [InlineData("date")]
    public void Exact_time_of_a_moment_is_in_the_zone_of_the_screen(string kind)
    {
        _circuit.RenderTree.Add<CascadingValue<Zone>>(p => p.Add(x => x.Value, Zone.Find("America/Denver")));

        var moment = _circuit.Render<Moment>(p => p.Add(x => x.At, ARow.Now).Add(x => x.Kind, kind));

        Assert.Equal("Mon 3 Mar 2031 09:00:00, Mountain time, UTC−07:00",
            moment.Find("time").GetAttribute("title"));
    }

    [Fact]
    public void No_script_makes_a_time_in_the_zone_of_the_browser()
    {
        var scripts = Directory.GetFiles(
            Path.Combine(Repository.Root, "src", "ReferralSilo.Console", "wwwroot"), "*.js");

        Assert.NotEmpty(scripts);
        Assert.DoesNotContain(scripts.Select(File.ReadAllText), text =>
            text.Contains("toLocale", StringComparison.Ordinal) || text.Contains("Intl.", StringComparison.Ordinal));
    }

    private IRenderedComponent<ConsoleLayout> Shown<TPage>() where TPage : IComponent =>
        _circuit.Render<ConsoleLayout>(p => p.Add(x => x.Body, body =>
        {
            body.OpenComponent<TPage>(0);
            body.CloseComponent();
        }));
}
