#!/usr/bin/perl
# Runs test programs that print TAP, two at a time, and counts single tests.  LL_WRAP: what to run them under.
# SPDX-License-Identifier: MIT
use strict;
use warnings;
use TAP::Harness;

my $SECONDS  = $ENV{LL_SECONDS} // 900;                    # for one program
my $REQUIRED = qr/postfix|sendmail|redis|milter|chrom|mta/i;    # in CI these may not be skipped
my $ci       = ($ENV{CI} // '') eq 'true';
my ($passed, $failed, $skipped) = (0, 0, 0);

sub command {
    my ($harness, $file) = @_;
    my @arguments = $file =~ /\.t$/ ? () : ('--tap');
    return ['timeout', '-k', '10', $SECONDS, split(' ', $ENV{LL_WRAP} // ''), $file =~ m{/} ? $file : "./$file", @arguments];
}

# A skip, of a test or of a whole program; true when it counts as a failure.
sub skip {
    my ($file, $why) = @_;
    if ($ci && "$file $why" =~ $REQUIRED) {
        print "not skipped in CI: $file: $why\n";
        $failed++;
        return 1;
    }
    print "skipped: $file: $why\n";
    $skipped++;
    return 0;
}

my $harness = TAP::Harness->new({ verbosity => -1, timer => 1, jobs => 2, exec => \&command, merge => 0 });
my $bad = 0;
my (%note, %last, %wrong);    # of each program: skips, last lines, tests that failed
$harness->callback(made_parser => sub {
    my ($parser, $job) = @_;
    my $file = ref $job ? $job->[0] : $job;
    my $open = 0;                                           # lines still shown of a test that failed
    $parser->callback(ALL => sub {
        my ($result) = @_;
        push @{ $last{$file} }, $result->raw;
        shift @{ $last{$file} } if @{ $last{$file} } > 10;
        $open = $result->is_ok ? 0 : 25 if $result->is_test;
        push @{ $wrong{$file} }, $result->raw if $open-- > 0;
    });
    $parser->callback(test => sub {
        my ($test) = @_;
        return if !$test->has_skip;
        push @{ $note{$file} }, $test->description . ' ' . $test->explanation;
    });
});
my $aggregate = $harness->runtests(@ARGV);
for my $file ($aggregate->descriptions) {
    my ($parser) = $aggregate->parsers($file);
    my @skips = @{ $note{$file} // [] };
    $bad += skip($file, $_) for @skips;
    $bad += skip($file, $parser->skip_all) if $parser->skip_all;
    my $good = $parser->actual_passed - @skips;
    $passed += $good;
    my $lost = $parser->actual_failed;
    # A program that died, or ran another number of tests than it planned, failed even where each test passed.
    $lost = 1 if !$lost && !$parser->skip_all && ($parser->has_problems || $parser->exit || $parser->wait);
    $failed += $lost;
    $bad    += $lost;
    print map { "$_\n" } "--- $file", @{ $wrong{$file} // $last{$file} // [] } if $lost;
}
print "$passed passed, $failed failed, $skipped skipped\n";
exit($bad ? 1 : 0);
