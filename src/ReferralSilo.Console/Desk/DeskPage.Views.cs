using ReferralSilo.Console.Live;
using ReferralSilo.Contracts.Boards;

namespace ReferralSilo.Console.Desk;

/// <summary>The views of the desk: day, week and next free times.</summary>
public sealed partial class DeskPage
{
    private DeskMode _mode;

    private DateOnly Today => _zone.Day(clock.Now());

    private int DaysAtOnce => _mode == DeskMode.Week ? FreeStarts.WeekDays : 1;

    private void ShowMode(DeskMode mode)
    {
        _mode = mode;
        WriteAddress();
    }

    private async Task ShowWhy()
    {
        if (_keys is not null) await _keys.Focus("why-clinician");
    }

    /// <summary>Leads from a count or a next free time to the day of the slot, with the slot chosen.</summary>
    private async Task ShowSlot(BoardSlot slot)
    {
        _mode = DeskMode.Day;
        ShowDay(_zone.Day(slot.Start));
        await ChooseSlot(slot.Slot);
    }
}
