using Bunit;
using Microsoft.Extensions.DependencyInjection;
using ReferralSilo.Console.Actions;
using ReferralSilo.Console.Tests.Support;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Problems;
using ReferralSilo.Contracts.Referrals;

namespace ReferralSilo.Console.Tests.Screens;

/// <summary>Each act is confirmed in words that name the patient.</summary>
public sealed class ReceiptTests : IAsyncDisposable
{
    private readonly ConsoleContext _circuit = new();

    public ValueTask DisposeAsync() => _circuit.DisposeAsync();

    [Fact]
    public async Task Accepted_command_is_confirmed_with_the_name_of_the_patient()
    {
        var line = _circuit.Render<ReceiptLine>();
        await line.InvokeAsync(() => Runner().Send("a", 1, new Accept()));
        Assert.Equal("You accepted the referral: Dana Okafor, RS-A", line.Find("[data-testid=receipt]").Shown());
        Assert.Equal("/referral/a", line.Find("[data-testid=receipt] a").GetAttribute("href"));
    }

    [Fact]
    public async Task Refused_command_is_not_confirmed()
    {
        _circuit.Api.Refusals.Enqueue(new Problem(409, "not-eligible", "No."));
        var line = _circuit.Render<ReceiptLine>();
        await line.InvokeAsync(() => Runner().Send("a", 1, new Accept()));
        Assert.Empty(line.FindAll("[data-testid=receipt]"));
    }

    [Fact]
    public async Task Receipt_can_be_closed()
    {
        var line = _circuit.Render<ReceiptLine>();
        await line.InvokeAsync(() => Runner().Send("a", 1, new Accept()));
        line.Find("[data-action=receipt-close]").Click();
        Assert.Empty(line.FindAll("[data-testid=receipt]"));
    }

    [Fact]
    public void Booking_is_confirmed_with_the_hour_of_the_patient()
    {
        var view = ARow.View("a") with
        {
            Appointment = new AppointmentView("s", "a", ARow.Now, ARow.Now.AddMinutes(30), VisitType.Video, ARow.Now),
        };
        view = view with { Patient = view.Patient with { TimeZone = "America/New_York" } };
        Assert.Equal("booked the visit on Mon 3 Mar 11:00 Eastern time",
            ReceiptWords.Did(new Book("s"), view, Zone.Utc));
        var unknown = view with { Patient = view.Patient with { TimeZone = null } };
        Assert.Equal("booked the visit on Mon 3 Mar 09:00 Mountain time",
            ReceiptWords.Did(new Book("s"), unknown, Zone.Find("America/Denver")));
    }

    [Fact]
    public void Every_command_has_words_of_its_own()
    {
        var words = CommandTable.All
            .Select(row => ReceiptWords.Did(Example(row.Type), ARow.View("a"), Zone.Utc)).ToList();
        Assert.DoesNotContain("changed the referral", words);
    }

    private CommandRunner Runner() => new(_circuit.Api, _circuit.Services.GetRequiredService<Receipts>());

    /// <summary>The command with default values: texts and lists are empty.</summary>
    private static ReferralCommand Example(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return (ReferralCommand)constructor.Invoke([.. constructor.GetParameters().Select(p =>
            p.ParameterType == typeof(string) ? "x"
            : p.ParameterType == typeof(IReadOnlyList<string>) ? (IReadOnlyList<string>)["x"]
            : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
    }
}
