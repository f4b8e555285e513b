namespace IspRecipes.Hardware.Tests;

public sealed class SystemClockTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(2.5)]
    public void A_wait_is_never_shorter_than_asked_for(double milliseconds)
    {
        var clock = new SystemClock();
        TimeSpan start = clock.Now;

        clock.Wait(TimeSpan.FromMilliseconds(milliseconds));

        Assert.True(clock.Now - start >= TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public void A_wait_for_the_past_is_over()
    {
        new SystemClock().Wait(TimeSpan.FromDays(-1));
        new SystemClock().Wait(TimeSpan.Zero);
    }
}
